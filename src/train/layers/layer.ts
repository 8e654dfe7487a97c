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

/** What a layer computes with. */
export interface Forward {
  readonly tape: Tape;
  /** While training, batch norms use and remember the batch's moments, and ranges are widened. */
  readonly training: boolean;
  /** Whether quantizers act; otherwise the network is a float one. */
  readonly quantized: boolean;
  readonly parameter: (name: string) => Parameter;
  /** Effective bits of a value's elements, where a quantizer said so: shape [1] or that of one event. */
  readonly bits: Map<Tensor, Tensor>;
  /** Effective bit operations of the layers so far (scalars), see quantize/ebops. */
  readonly costs: Tensor[];
}
