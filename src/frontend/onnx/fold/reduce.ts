import type { FloatTensor } from "../../../ir/import.js";
import { orderOfPerm } from "../../../ir/order.js";
import { sizeOf } from "../../../ir/tensor.js";
import { computed } from "./elementwise.js";
import type { Fold, FoldContext } from "./fold.js";
import { axisOf, integers, operand } from "./operand.js";

/** Operators that make one value of all values along some axes. */
export const reduceFolds: Readonly<Record<string, Fold>> = {
  ReduceSum: reducing((values) => sum(values)),
  ReduceMean: reducing((values) => sum(values) / values.length),
  ReduceMax: reducing((values) => values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)),
  ReduceMin: reducing((values) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)),
  ReduceProd: reducing((values) => values.reduce((a, b) => a * b, 1)),
};

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}

/** Axes are an attribute at first and an operand later; none means all, unless `noop_with_empty_axes` says otherwise. */
function reducing(f: (values: Float64Array) => number): Fold {
  return (cx) => {
    const x = operand(cx, 0);
    const written = integers(cx, 1, "axes") ?? [];
    if (written.length === 0 && cx.int("noop_with_empty_axes", 0) !== 0) return x;
    const all = x.shape.map((_, axis) => axis);
    const axes = written.length === 0 ? all : written.map((axis) => axisOf(cx, axis, x.shape.length));
    const kept = all.filter((axis) => !axes.includes(axis));
    return reduced(
      cx,
      x,
      kept,
      all.filter((axis) => axes.includes(axis)),
      f,
    );
  };
}

function reduced(
  cx: FoldContext,
  x: FloatTensor,
  kept: readonly number[],
  axes: readonly number[],
  f: (values: Float64Array) => number,
): FloatTensor {
  const order = orderOfPerm(x.shape, [...kept, ...axes]);
  const run = sizeOf(axes.map((axis) => x.shape[axis] ?? 1));
  const results = Float64Array.from({ length: run === 0 ? 0 : order.length / run }, (_, k) =>
    f(Float64Array.from(order.subarray(k * run, (k + 1) * run), (from) => x.data[from] ?? 0)),
  );
  const shape = x.shape.flatMap((length, axis) =>
    kept.includes(axis) ? [length] : cx.int("keepdims", 1) === 0 ? [] : [1],
  );
  return computed(shape, x.dtype, results);
}
