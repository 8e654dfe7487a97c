import type { Reporter } from "../../diagnostics/reporter.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { withTape } from "../autodiff/tape.js";
import type { FloatData, Parameter } from "../autodiff/tensor.js";
import { batchOf } from "../data/batch.js";
import { permutation } from "../data/split.js";
import { forward } from "../network.js";
import { clipGradients, gradientNorm } from "../optimize/optimizer.js";
import { type Divergence, gradientDivergence, lossDivergence, weightDivergence } from "./diverged.js";
import { inputsOf, type LossValue } from "./evaluate.js";
import { createMeans, type Means } from "./means.js";
import type { Moment, SettledPhase } from "./options.js";
import type { Plan } from "./plan.js";

/** A parameter that is trained, with what the optimizer remembers of it. */
export interface Trained {
  readonly parameter: Parameter;
  readonly grad: FloatData;
  readonly slots: readonly FloatData[];
  readonly rateFactor: number;
}

/** Which epoch is trained. */
export interface EpochStart {
  readonly phase: SettledPhase;
  /** Of the phase, from 0. */
  readonly epoch: number;
  /** Over all phases, from 0: counts random numbers. */
  readonly counted: number;
  readonly watched: readonly number[];
  readonly trained: readonly Trained[];
}

export interface EpochResult extends LossValue {
  readonly rate: number;
  readonly bits: number | undefined;
}

/** Every event once, in an order of the epoch's own. */
export function trainEpoch(plan: Plan, start: EpochStart, reporter: Reporter): EpochResult | undefined {
  const { options, rows, batch: size, stepsPerEpoch } = plan;
  const order = permutation(rows.length, options.seed, "shuffle", start.counted).map((i) => rows[i] as number);
  const means = { total: createMeans(), parts: createMeans(), bits: createMeans() };
  let rate = 0;
  for (let i = 0; i < stepsPerEpoch; i++) {
    const at = momentOf(plan, start, i);
    rate = rateAt(start, i / stepsPerEpoch);
    const events = order.subarray(i * size, (i + 1) * size);
    const divergence = gradients(plan, start, at, events, rate, means) ?? step(plan, start, at, rate);
    if (divergence !== undefined) return diverged(divergence, start, i, reporter);
  }
  const divergence = weightDivergence(plan.network, rate);
  if (divergence !== undefined) return diverged(divergence, start, stepsPerEpoch - 1, reporter);
  const loss = must(means.total.values().loss, "events");
  return { loss, parts: means.parts.values(), rate, bits: means.bits.values().bits };
}

function diverged(divergence: Divergence, { phase, epoch }: EpochStart, step: number, reporter: Reporter): undefined {
  reporter.report("BX6110", { ...divergence, phase: phase.name, epoch: epoch + 1, step: step + 1 });
}

/** `step` is that of the epoch, from 0. */
export function momentOf(plan: Plan, { phase, epoch }: EpochStart, step: number): Moment {
  const { name, quantized, epochs } = phase;
  const { network, stepsPerEpoch } = plan;
  return { network, phase: name, quantized, epoch, epochs, step: epoch * stepsPerEpoch + step, stepsPerEpoch };
}

function rateAt({ phase, epoch, watched }: EpochStart, share: number): number {
  return phase.rate.rate({ epoch: epoch + share, epochs: phase.epochs, watched });
}

/** Adds the gradients of a batch's loss to those of the parameters, which were zero. */
function gradients(
  { network, options, data, weights }: Plan,
  { phase, epoch, counted }: EpochStart,
  { step, stepsPerEpoch }: Moment,
  events: Uint32Array,
  rate: number,
  means: Readonly<Record<"total" | "parts" | "bits", Means>>,
): Divergence | undefined {
  return withTape(network.kernels, (tape) => {
    const batch = batchOf(tape, data, events, weights);
    const item = counted * stepsPerEpoch + (step % stepsPerEpoch);
    options.augment?.apply(batch, createRandom(options.seed, "augment", item), true);
    const inputs = inputsOf(network, batch);
    const result = forward(network, tape, inputs, { training: true, quantized: phase.quantized });
    const part = (name: string, { data: value }: { data: FloatData }): void =>
      means.parts.add(name, value[0] as number, batch.events);
    const loss = phase.loss.compute({ tape, network, result, batch, training: true, epoch, part });
    const value = loss.data[0] as number;
    if (!Number.isFinite(value)) return lossDivergence(network, batch, result, rate);
    means.total.add("loss", value, batch.events);
    if (result.costs.size > 0) means.bits.add("bits", sumOf(result.costs.values()), batch.events);
    tape.backward(loss);
    return undefined;
  });
}

/** Moves the weights against their gradients, which are zero afterwards. */
function step(
  { network, options }: Plan,
  { phase, trained }: EpochStart,
  at: Moment,
  rate: number,
): Divergence | undefined {
  const { hooks = [], clip } = options;
  for (const hook of hooks) hook.beforeStep?.(at);
  const all = trained.map(({ grad }) => grad);
  const norm = gradientNorm(all);
  if (!Number.isFinite(norm)) return gradientDivergence(network, rate);
  if (clip !== undefined) clipGradients(all, norm, clip);
  for (const { parameter, grad, slots, rateFactor } of trained)
    phase.optimizer.update(network.kernels, parameter, grad, slots, { rate: rate * rateFactor, step: at.step + 1 });
  for (const hook of hooks) hook.afterStep?.(at);
  for (const grad of all) grad.fill(0);
  return undefined;
}

function sumOf(scalars: Iterable<{ readonly data: FloatData }>): number {
  let sum = 0;
  for (const { data } of scalars) sum += data[0] as number;
  return sum;
}
