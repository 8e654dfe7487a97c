import type { Random } from "../../support/random.js";
import type { Tape } from "../autodiff/tape.js";
import type { Parameter, Tensor } from "../autodiff/tensor.js";
import type { Emitter } from "../export/emitter.js";

/**
 * A layer is the value that it computes: layers that take it as input refer to it, so a network is the layers behind its
 * outputs. Shapes are those of one event. Layers hold no numbers: `Network` does.
 */
export interface Layer {
  /** Dense, Conv1D, Relu ...: for summaries. */
  readonly kind: string;
  /** Unique in a network; names its parameters and nodes. */
  readonly name: string;
  readonly inputs: readonly Layer[];
  readonly shape: readonly number[];
  readonly parameters: readonly ParameterSpec[];
  /** Inputs and result are [events, ...shape]. */
  readonly forward: (cx: Forward, inputs: readonly Tensor[]) => Tensor;
  /** Writes the layer's nodes; returns the name of its result. */
  readonly emit: (cx: Emitter, inputs: readonly string[]) => string;
}

/** A weight (trained), or state that the layer writes itself (running means, ranges). */
export interface ParameterSpec {
  /** `<layer>.weight`, `<layer>.bias` ... */
  readonly name: string;
  readonly shape: readonly number[];
  readonly trained: boolean;
  /** First values: `random` belongs to this parameter alone. */
  readonly initial: (random: Random, size: number) => ArrayLike<number>;
}

/**
 * What the compiled model's node makes of the values that reach it, exactly: for ops whose bits a compiler decides (tables,
 * truncated quotients).
 */
export type CompiledOps = (node: string, x: Tensor) => ArrayLike<number>;

/** What a layer computes with. */
export interface Forward {
  readonly tape: Tape;
  /** While training, batch norms use and remember the batch's moments. */
  readonly training: boolean;
  /** Whether ranges of activations take in those of this batch: while training or calibrating. */
  readonly widening: boolean;
  /** Whether quantizers act; otherwise the network is a float one. */
  readonly quantized: boolean;
  /** Where a quantized run has to agree with the simulator on every bit. */
  readonly compiled: CompiledOps | undefined;
  readonly parameter: (name: string) => Parameter;
  /** Effective bits, where a quantizer said so: of every element of a weight; one number for activations. */
  readonly bits: Map<Tensor, Tensor>;
  /** Effective bit operations of the layers so far (scalars) by layer, see quantize/ebops. */
  readonly costs: Map<string, Tensor>;
}

/** What the compiled model makes of x where the run is to be exact, else what `float` computes: [events, ...shape]. */
export function compiledOr(
  { compiled, quantized, tape }: Forward,
  node: string,
  x: Tensor,
  shape: readonly number[],
  float: () => Tensor,
): Tensor {
  if (!quantized || compiled === undefined) return float();
  return tape.constant([x.shape[0] ?? 1, ...shape], compiled(node, x));
}
