import type { Reporter } from "../../diagnostics/reporter.js";
import { must } from "../../support/errors.js";
import type { FloatData } from "../autodiff/tensor.js";
import type { Columns } from "../data/columns.js";
import { type Network, stateOf } from "../network.js";
import { type Checkpoint, resumedRun, snapshot } from "./checkpoint.js";
import { type EpochResult, type EpochStart, momentOf, type Trained, trainEpoch } from "./epoch.js";
import { evaluate } from "./evaluate.js";
import type { EpochRecord, History } from "./history.js";
import type { FitOptions, SettledPhase } from "./options.js";
import { type Plan, planOf } from "./plan.js";
import { type Run, setState, sparsityOf, trainedParameters, watchedOf } from "./run.js";
import { judge } from "./watch.js";

export interface FitResult {
  readonly history: History;
  /** Whether a hook ended the training. */
  readonly stopped: boolean;
}

/**
 * Trains a network in place. The same network, data, options and kernels give the same weights, bit for bit, and so does a
 * training that is resumed from a checkpoint. Mistakes in data or options, and a training that diverges, are reported;
 * there is no result then, and the network has the weights from before the epoch. What hooks allocate of the kernels'
 * memory is gone after the phase.
 *
 * @example
 * const tag = softmaxLoss({ output: "class", labels: "label" });
 * const scale = errorLoss({ output: "pt", target: "target", error: { huber: 1 } });
 * const result = fit(network, data, {
 *   seed: 1,
 *   loss: sumOfLosses({ class: [1, tag], pt: [0.5, scale] }),
 *   validation: 0.1,
 *   classWeights: { labels: "label", weights: "balanced" },
 *   rate: warmUp(1, cosine({ rate: 0.002 })),
 *   phases: [{ name: "float", epochs: 20 }, { name: "quantized", epochs: 10, quantized: true }],
 *   earlyStopping: { patience: 5 },
 * }, reporter);
 */
export function fit(network: Network, data: Columns, options: FitOptions, reporter: Reporter): FitResult | undefined {
  const plan = planOf(network, data, options, reporter);
  const run = plan && resumedRun(plan, reporter);
  if (plan === undefined || run === undefined) return undefined;
  for (const { grad } of trainedParameters(plan.network)) grad?.fill(0);
  while (run.phase < plan.phases.length) {
    const outcome = runPhase(plan, run, reporter);
    if (outcome === "diverged") return undefined;
    if (outcome === "stopped") return { history: historyOf(run), stopped: true };
    if (run.best !== undefined) setState(network, run.best);
    Object.assign(run, { phase: run.phase + 1, epoch: 0, slots: undefined, best: undefined });
  }
  return { history: historyOf(run), stopped: false };
}

function historyOf({ epochs, seconds }: Run): History {
  return { epochs, seconds };
}

type Outcome = "finished" | "stopped" | "diverged";

function runPhase(plan: Plan, run: Run, reporter: Reporter): Outcome {
  const { kernels } = plan.network;
  const phase = must(plan.phases[run.phase], "phase");
  const mark = kernels.mark();
  try {
    const trained = withSlots(plan, phase, run.slots);
    while (run.epoch < phase.epochs && !isOver(phase, watchedOf(run, phase))) {
      const outcome = runEpoch(plan, run, phase, trained, reporter);
      if (outcome !== "finished") return outcome;
    }
    return "finished";
  } finally {
    kernels.release(mark);
  }
}

function runEpoch(plan: Plan, run: Run, phase: SettledPhase, trained: readonly Trained[], reporter: Reporter): Outcome {
  const { network, options } = plan;
  const { hooks = [] } = options;
  const began = performance.now();
  const before = stateOf(network);
  const watched = watchedOf(run, phase);
  const start: EpochStart = { phase, epoch: run.epoch, counted: run.epochs.length, watched, trained };
  for (const hook of hooks) hook.beforeEpoch?.(momentOf(plan, start, 0));
  const result = trainEpoch(plan, start, reporter);
  if (result === undefined) {
    setState(network, before);
    return "diverged";
  }
  const record = recordOf(plan, run, phase, result);
  run.epochs.push(record);
  run.seconds.push((performance.now() - began) / 1000);
  run.epoch++;
  if (phase.earlyStopping && judge(watchedOf(run, phase), phase.earlyStopping).isBest) run.best = stateOf(network);
  run.slots = new Map(trained.map(({ parameter, slots }) => [parameter.name, slots]));
  const moment = momentOf(plan, start, plan.stepsPerEpoch - 1);
  const at = { ...moment, record, checkpoint: (): Checkpoint => snapshot(plan, run) };
  const answers = hooks.map((hook) => hook.afterEpoch?.(at));
  return answers.includes("stop") ? "stopped" : "finished";
}

function recordOf(plan: Plan, run: Run, phase: SettledPhase, { bits, ...told }: EpochResult): EpochRecord {
  return {
    phase: phase.name,
    epoch: run.epoch + 1,
    ...told,
    ...judged(plan, phase, run.epoch),
    ...(bits !== undefined && { bits }),
    sparsity: sparsityOf(plan.network),
  };
}

/** Loss of the validation events, and metrics of these, or of all where there are none. */
function judged(plan: Plan, { quantized, loss }: SettledPhase, epoch: number) {
  const { network, options, validation, batch } = plan;
  const { metrics = {}, augment, seed } = options;
  if (validation === undefined && options.metrics === undefined) return { metrics: {} };
  const { data, weights } = validation ?? plan;
  const result = evaluate(network, data, weights, { quantized, batch, augment, seed, loss, epoch });
  const values = Object.entries(metrics).map(([name, metric]) => [name, metric(result.outputs, data, weights)]);
  return { metrics: Object.fromEntries(values), ...(validation && { validationLoss: result.loss }) };
}

function isOver({ earlyStopping }: SettledPhase, watched: readonly number[]): boolean {
  return earlyStopping !== undefined && judge(watched, earlyStopping).isOver;
}

/** Parameters that move in a phase, with what its optimizer remembers of them: zeros, or what a checkpoint kept. */
function withSlots({ network, options }: Plan, { optimizer }: SettledPhase, kept: Run["slots"]): Trained[] {
  return trainedParameters(network).map((parameter) => {
    const slots = Array.from({ length: optimizer.slots }, (_, i): FloatData => {
      const slot = network.kernels.allocate(parameter.data.length);
      slot.set(kept?.get(parameter.name)?.[i] ?? []);
      return slot;
    });
    const rateFactor = options.rateFactor?.(parameter.name) ?? 1;
    return { parameter, grad: must(parameter.grad, "gradient"), slots, rateFactor };
  });
}
