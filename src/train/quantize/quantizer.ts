import type { ApFixed } from "../../fixed/types.js";
import type { Tensor } from "../autodiff/tensor.js";
import type { Forward, ParameterSpec } from "../layers/layer.js";

/** What is quantized: it decides where a range comes from (a weight's own values, or activations seen while training). */
export type Role = "weight" | "activation";

/** Where a quantizer stands: its parameters are called `<name>.<...>`. */
export interface Place {
  readonly name: string;
  readonly role: Role;
  /** Of the weight, or of one event's activations. */
  readonly shape: readonly number[];
}

/** Reads the numbers of a parameter by name. */
export type Values = (parameter: string) => ArrayLike<number>;

/**
 * How values become fixed-point: forward exactly as `src/fixed` assigns them, backward straight through (Bengio et al.
 * 2013, arXiv 1308.3432), cut off where the type saturates.
 */
export interface Quantizer {
  readonly parameters: (place: Place) => readonly ParameterSpec[];
  /** The values that the type holds; also says the elements' effective bits in `cx.bits`. */
  readonly apply: (cx: Forward, place: Place, x: Tensor) => Tensor;
  /** The type now: one that holds every element, however fine their own ones are. `x`: a weight's values. */
  readonly type: (place: Place, values: Values, x?: ArrayLike<number>) => ApFixed;
  /** The numbers that a weight becomes, as `apply` computes them. */
  readonly quantized: (place: Place, values: Values, x: ArrayLike<number>) => Float64Array;
}
