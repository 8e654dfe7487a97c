import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { type Tape, withTape } from "../autodiff/tape.js";
import { type FloatData, sizeOf, type Tensor } from "../autodiff/tensor.js";
import { type Batch, batchOf } from "../data/batch.js";
import type { Column, Columns } from "../data/columns.js";
import type { CompiledOps } from "../layers/layer.js";
import { type ForwardResult, forward, type Network } from "../network.js";
import type { Loss } from "./loss.js";
import { createMeans } from "./means.js";
import type { Augmentation } from "./options.js";

export interface EvaluateOptions {
  /** Whether quantizers act. Default false. */
  readonly quantized?: boolean;
  /** Of `compiledOps`: with it, a quantized run gives the firmware's bits. */
  readonly compiled?: CompiledOps;
  /** Events at once. Default 1024. */
  readonly batch?: number;
  readonly augment?: Augmentation | undefined;
  /** Of the augmentation's random numbers. Default 0. */
  readonly seed?: number;
}

/** Every output of the network for every event. */
export function predict(network: Network, data: Columns, options: EvaluateOptions = {}): Columns {
  const collected = outputsOver(network, data);
  inBatches(network, data, undefined, options, collected.take);
  return collected.value();
}

export interface LossOptions extends EvaluateOptions {
  readonly loss: Loss;
  /** For factors that change with it. Default 0. */
  readonly epoch?: number;
}

/** Means of a loss and of its parts over all events. */
export interface LossValue {
  readonly loss: number;
  readonly parts: Readonly<Record<string, number>>;
}

export function evaluateLoss(
  network: Network,
  data: Columns,
  weights: FloatData | undefined,
  options: LossOptions,
): LossValue {
  const collected = lossOver(network, options);
  inBatches(network, data, weights, options, collected.take);
  return collected.value();
}

/** Both in one pass. */
export function evaluate(
  network: Network,
  data: Columns,
  weights: FloatData | undefined,
  options: LossOptions,
): LossValue & { readonly outputs: Columns } {
  const [outputs, loss] = [outputsOver(network, data), lossOver(network, options)];
  inBatches(network, data, weights, options, (evaluated) => {
    outputs.take(evaluated);
    loss.take(evaluated);
  });
  return { ...loss.value(), outputs: outputs.value() };
}

/** What is made of all batches of a data set. */
interface Collected<T> {
  readonly take: (evaluated: Evaluated) => void;
  readonly value: () => T;
}

function outputsOver({ model, kernels }: Network, { events }: Columns): Collected<Columns> {
  const zeros = (length: number): FloatData =>
    kernels.allocate(0) instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  const columns = new Map<string, Column>(
    Array.from(model.outputs, ([name, { shape }]) => [name, { shape, data: zeros(events * sizeOf(shape)) }]),
  );
  return {
    take: ({ result, first }) => {
      for (const [name, { shape, data }] of columns)
        data.set(must(result.outputs.get(name), name).data, first * sizeOf(shape));
    },
    value: () => ({ events, columns }),
  };
}

function lossOver(network: Network, { loss, epoch = 0 }: LossOptions): Collected<LossValue> {
  const [total, parts] = [createMeans(), createMeans()];
  return {
    take: ({ tape, result, batch }) => {
      const part = (name: string, { data }: Tensor): void => parts.add(name, data[0] as number, batch.events);
      const { data } = loss.compute({ tape, network, result, batch, training: false, epoch, part });
      total.add("loss", data[0] as number, batch.events);
    },
    value: () => ({ loss: must(total.values().loss, "events"), parts: parts.values() }),
  };
}

interface Evaluated {
  readonly tape: Tape;
  readonly batch: Batch;
  readonly result: ForwardResult;
  /** Number of the batch's first event. */
  readonly first: number;
}

function inBatches(
  network: Network,
  data: Columns,
  weights: FloatData | undefined,
  { quantized = false, compiled, batch: size = 1024, augment, seed = 0 }: EvaluateOptions,
  each: (evaluated: Evaluated) => void,
): void {
  const still = withoutGradients(network);
  const rows = Uint32Array.from({ length: data.events }, (_, i) => i);
  for (let first = 0; first < data.events; first += size) {
    withTape(network.kernels, (tape) => {
      const batch = batchOf(tape, data, rows.subarray(first, first + size), weights);
      augment?.apply(batch, createRandom(seed, "augment evaluation", first), false);
      const how = { quantized, ...(compiled && { compiled }) };
      each({ tape, batch, result: forward(still, tape, inputsOf(network, batch), how), first });
    });
  }
}

/** The model's inputs of a batch. */
export function inputsOf({ model }: Network, batch: Batch): Parameters<typeof forward>[2] {
  return new Map(Array.from(model.inputs.keys(), (name) => [name, batch.column(name)]));
}

/** The same network, whose forward pass leaves no trace to go back. */
function withoutGradients({ parameters, ...network }: Network): Network {
  const still = Array.from(parameters, ([name, parameter]) => [name, { ...parameter, grad: undefined }] as const);
  return { ...network, parameters: new Map(still) };
}
