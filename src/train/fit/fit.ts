import type { Reporter } from "../../diagnostics/reporter.js";
import { must } from "../../support/errors.js";
import type { FloatData } from "../autodiff/tensor.js";
import type { Columns } from "../data/columns.js";
import { type Network, stateOf } from "../network.js";
import { type Checkpoint, resumedRun, snapshot } from "./checkpoint.js";
import { type EpochStart, momentOf, type Trained, trainEpoch } from "./epoch.js";
import { evaluateLoss, predict } from "./evaluate.js";
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
 * there is no result then, and the network has the weights from before the epoch.
 */
export function fit(network: Network, data: Columns, options: FitOptions, reporter: Reporter): FitResult | undefined {
  const plan = planOf(network, data, options, reporter);
  const run = plan && resumedRun(plan, reporter);
  if (plan === undefined || run === undefined) return undefined;
  for (const { grad } of trainedParameters(plan.network)) grad?.fill(0);
  while (run.phase < plan.phases.length) {
    const outcome = runPhase(plan, run, reporter);
    if (outcome === "diverged") return undefined;
    if (outcome === "stopped") return { history: run, stopped: true };
    if (run.best !== undefined) setState(network, run.best);
    Object.assign(run, { phase: run.phase + 1, epoch: 0, slots: undefined, best: undefined });
  }
  return { history: run, stopped: false };
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
  const { bits, ...told } = result;
  const record: EpochRecord = {
    phase: phase.name,
    epoch: run.epoch + 1,
    ...told,
    ...judged(plan, phase, run.epoch),
    ...(bits !== undefined && { bits }),
    sparsity: sparsityOf(network),
  };
  run.epochs.push(record);
  run.seconds.push((performance.now() - began) / 1000);
  run.epoch++;
  if (phase.earlyStopping && judge(watchedOf(run, phase), phase.earlyStopping).isBest) run.best = stateOf(network);
  run.slots = new Map(trained.map(({ parameter, slots }) => [parameter.name, slots]));
  const at = {
    ...momentOf(plan, start, plan.stepsPerEpoch - 1),
    record,
    checkpoint: (): Checkpoint => snapshot(plan, run),
  };
  const answers = hooks.map((hook) => hook.afterEpoch?.(at));
  return answers.includes("stop") ? "stopped" : "finished";
}

function judged(plan: Plan, { quantized, loss }: SettledPhase, epoch: number) {
  const { network, options, validation, batch } = plan;
  const { metrics = {}, augment, seed } = options;
  const how = { quantized, batch, augment, seed };
  const { data, weights } = validation ?? plan;
  const entries = Object.entries(metrics);
  const outputs = entries.length === 0 ? undefined : predict(network, data, how);
  return {
    ...(validation && { validationLoss: evaluateLoss(network, data, weights, { ...how, loss, epoch }).loss }),
    metrics: Object.fromEntries(
      entries.map(([name, metric]) => [name, metric(must(outputs, "outputs"), data, weights)]),
    ),
  };
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
