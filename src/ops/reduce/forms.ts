import { broadcastIndex } from "../../ir/broadcast.js";
import type { SumForm, SumRules } from "../../ir/sum-form.js";
import { sizeOf } from "../../ir/tensor.js";
import type { ReduceAttrs } from "./index.js";

/** The input's shape with length 1 along the reduced axes. */
export function keptShape({ axes }: ReduceAttrs, shape: readonly number[]): readonly number[] {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

export function outputShape(attrs: ReduceAttrs, shape: readonly number[]): readonly number[] {
  return attrs.keepdims ? keptShape(attrs, shape) : shape.filter((_, axis) => !attrs.axes.includes(axis));
}

/** Flat indices of the elements that make each output element, in row-major order. */
export function reducedElements(attrs: ReduceAttrs, shape: readonly number[]): readonly Int32Array[] {
  const kept = keptShape(attrs, shape);
  const groups = Array.from({ length: sizeOf(kept) }, (): number[] => []);
  broadcastIndex(kept, shape).forEach((output, input) => {
    groups[output]?.push(input);
  });
  return groups.map((group) => Int32Array.from(group));
}

export function reduceForms(attrs: ReduceAttrs, shape: readonly number[]): readonly SumForm[] {
  return reducedElements(attrs, shape).map((terms) => ({ terms, divisor: attrs.fn === "mean" ? terms.length : 1 }));
}

/** A mean over axes is added up as average pooling adds: exporters write the one for the other. */
export function reduceRules({ fn, accum }: ReduceAttrs): SumRules {
  return { accum, castsTerms: fn !== "mean", squares: fn === "sum_square" };
}
