import { must } from "../support/errors.js";
import { createRandom } from "../support/random.js";
import type { Kernels } from "./autodiff/kernels.js";
import type { Tape } from "./autodiff/tape.js";
import { type FloatData, type Parameter, sizeOf, type Tensor } from "./autodiff/tensor.js";
import type { CompiledOps, Forward, Layer, ParameterSpec } from "./layers/layer.js";

/** Layers behind named outputs, in an order in which each comes after what it reads. */
export interface Model {
  readonly name: string;
  /** By name. */
  readonly inputs: ReadonlyMap<string, Layer>;
  readonly outputs: ReadonlyMap<string, Layer>;
  readonly layers: readonly Layer[];
  /** State that belongs to no layer, such as masks of pruned weights. */
  readonly extra: readonly ParameterSpec[];
}

/** A model with its numbers, in the memory of some kernels. */
export interface Network {
  readonly model: Model;
  readonly kernels: Kernels;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

/** Numbers of all parameters by name: what a checkpoint keeps. */
export type State = ReadonlyMap<string, ArrayLike<number>>;

/** The layers that the outputs need; inputs are the layers without inputs. */
export function createModel(name: string, outputs: Readonly<Record<string, Layer>>): Model {
  const layers: Layer[] = [];
  const seen = new Set<Layer>();
  const visit = (layer: Layer): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    layer.inputs.forEach(visit);
    layers.push(layer);
  };
  Object.values(outputs).forEach(visit);
  expectOwnNames(layers);
  const inputs = layers.filter(({ kind }) => kind === "Input").map((layer) => [layer.name, layer] as const);
  for (const [input] of inputs)
    if (input in outputs) throw new RangeError(`'${input}' is an input and an output of '${name}'; call one otherwise`);
  return { name, layers, extra: [], inputs: new Map(inputs), outputs: new Map(Object.entries(outputs)) };
}

/** Names are keys of parameters and nodes. */
function expectOwnNames(layers: readonly Layer[]): void {
  const names = layers.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new RangeError(`two layers are called '${twice}'; give each its own name`);
}

/** Of all numbers that a network of the model has. */
export function specsOf({ layers, extra }: Model): ParameterSpec[] {
  return [...layers.flatMap(({ parameters }) => parameters), ...extra];
}

/** A network with first values from a seed, or with the numbers of `state`. */
export function createNetwork(model: Model, kernels: Kernels, from: { seed: number } | { state: State }): Network {
  const parameters = new Map<string, Parameter>();
  for (const { name, shape, trained, initial } of specsOf(model)) {
    const size = sizeOf(shape);
    const data = kernels.allocate(size);
    data.set("seed" in from ? initial(createRandom(from.seed, name), size) : must(from.state.get(name), name));
    parameters.set(name, { name, shape, data, grad: trained ? kernels.allocate(size) : undefined });
  }
  return { model, kernels, parameters };
}

export function stateOf({ parameters }: Network): Map<string, FloatData> {
  return new Map(Array.from(parameters, ([name, { data }]) => [name, data.slice()]));
}

/** How a network is run. */
export interface ForwardOptions {
  readonly training?: boolean;
  readonly quantized?: boolean;
  /** Whether ranges of activations take in those of this batch. Default: while training. */
  readonly widening?: boolean;
  /** Of `compiledOps`: tables and averages as the firmware has them, where a quantized run is to be exact. */
  readonly compiled?: CompiledOps;
}

/** What a run gives: every output by name, and what quantizers and layers said of their cost. */
export interface ForwardResult {
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** Value of any layer, for losses on hidden ones. */
  readonly valueOf: (layer: Layer) => Tensor;
  /** Effective bit operations of one event by layer. */
  readonly costs: ReadonlyMap<string, Tensor>;
}

/** Runs a network on a block of events: inputs [events, ...shape] by name. */
export function forward(
  { model, parameters }: Network,
  tape: Tape,
  inputs: ReadonlyMap<string, Tensor>,
  { training = false, quantized = false, widening = training, compiled }: ForwardOptions = {},
): ForwardResult {
  const values = new Map<Layer, Tensor>();
  const valueOf = (layer: Layer): Tensor => must(values.get(layer), `value of ${layer.name}`);
  const cx: Forward = {
    tape,
    training,
    quantized,
    widening,
    compiled,
    parameter: (name) => must(parameters.get(name), name),
    bits: new Map(),
    costs: new Map(),
  };
  for (const layer of model.layers) {
    const operands = layer.inputs.map(valueOf);
    const value = layer.kind === "Input" ? must(inputs.get(layer.name), layer.name) : layer.forward(cx, operands);
    values.set(layer, value);
  }
  const outputs = Array.from(model.outputs, ([name, layer]) => [name, valueOf(layer)] as const);
  return { outputs: new Map(outputs), valueOf, costs: cx.costs };
}
