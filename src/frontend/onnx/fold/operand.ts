import type { FloatTensor } from "../../../ir/import.js";
import { sizeOf } from "../../../ir/tensor.js";
import { MOST_ELEMENTS } from "../model.js";
import type { FoldContext } from "./fold.js";

const EMPTY: FloatTensor = { shape: [0], data: new Float64Array(0), dtype: "float32" };

/** An operand that the operator's definition demands; an absent one is reported and stands in as empty. */
export function operand(cx: FoldContext, index: number): FloatTensor {
  const found = cx.inputs[index];
  if (found === undefined) cx.refuse(`operand ${index} is missing`);
  return found ?? EMPTY;
}

/** Integers from an operand or, where older opsets wrote them there, from an attribute. */
export function integers(cx: FoldContext, index: number, attribute: string): readonly number[] | undefined {
  const found = cx.inputs[index];
  if (found !== undefined) return Array.from(found.data);
  return cx.attribute(attribute) === undefined ? undefined : cx.ints(attribute, []);
}

/** An axis counted from the front; reports one that the rank does not have. */
export function axisOf(cx: FoldContext, axis: number, rank: number): number | undefined {
  const counted = axis < 0 ? axis + rank : axis;
  return counted >= 0 && counted < rank ? counted : cx.refuse(`axis ${axis} does not exist in rank ${rank}`);
}

/** Whether a shape may be allocated; reports where not. */
export function isBounded(cx: FoldContext, shape: readonly number[]): boolean {
  const fits = shape.every((length) => Number.isInteger(length) && length >= 0) && sizeOf(shape) <= MOST_ELEMENTS;
  if (!fits) cx.refuse(`its result would have shape [${shape.join(", ")}]`);
  return fits;
}

/** The elements of `x` at flat positions, as a tensor of `shape`. Elements are only moved, so a quantizer's type stays. */
export function picked(x: FloatTensor, shape: readonly number[], positions: ArrayLike<number>): FloatTensor {
  return { ...x, shape, data: Float64Array.from(positions, (k) => x.data[k] ?? 0) };
}
