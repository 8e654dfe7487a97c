import { NUMBER_BITS } from "../fixed/arith.js";
import { type IntTensor, sizeOf, type TensorType } from "../ir/tensor.js";

/** Mantissas of one event: one list a graph input. */
export type Event = readonly (readonly bigint[])[];

/** A tensor of events from a rule that gives each mantissa. */
export function inputTensor(
  type: TensorType,
  events: number,
  mantissa: (event: number, index: number) => bigint,
): IntTensor {
  const size = sizeOf(type.shape);
  const values = Array.from({ length: events * size }, (_, k) => mantissa(Math.floor(k / size), k % size));
  return { type, events, data: type.elem.width > NUMBER_BITS ? values : Float64Array.from(values, Number) };
}
