import type { Choice, Instance } from "../../ir/op.js";
import { arbitraryLookup } from "../../ir/table.js";
import { sizeOf, type TensorType } from "../../ir/tensor.js";
import type { SoftmaxAttrs } from "./index.js";

/** A random softmax along any axis of `x`, with tables and types that have nothing to do with exponentials. */
export function arbitrarySoftmax(choose: Choice, x: TensorType): Instance<SoftmaxAttrs> | undefined {
  if (x.shape.length === 0) return undefined;
  const axis = choose.int(0, x.shape.length - 1);
  const layout = {
    outer: sizeOf(x.shape.slice(0, axis)),
    length: x.shape[axis] ?? 1,
    inner: sizeOf(x.shape.slice(axis + 1)),
  };
  const implementation = choose.pick(["stable", "latency", "legacy", "argmax"] as const);
  if (implementation === "argmax") return { attrs: { ...layout, tables: { implementation } }, ins: [x] };
  const difference = choose.apFixed(16);
  const inverseInput = choose.apFixed(16);
  const exp = arbitraryLookup(choose, difference, choose.type(12));
  const inverse = arbitraryLookup(choose, inverseInput, choose.type(12));
  const tables = { implementation, difference, exp, accum: choose.apFixed(20), inverseInput, inverse };
  return { attrs: { ...layout, tables }, ins: [x] };
}
