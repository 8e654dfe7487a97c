import type { Choice, Instance } from "../../ir/op.js";
import type { TensorType } from "../../ir/tensor.js";
import type { ReduceAttrs } from "./index.js";

const FUNCTIONS = ["sum", "mean", "sum_square", "max", "min"] as const;

/** A random function over random axes, at least one. */
export function arbitraryReduce(choose: Choice, x: TensorType): Instance<ReduceAttrs> | undefined {
  const axes = x.shape.map((_, axis) => axis).filter(() => choose.bool());
  if (axes.length === 0) return undefined;
  const fn = choose.pick(FUNCTIONS);
  const sums = fn !== "max" && fn !== "min";
  return {
    attrs: { fn, axes, keepdims: choose.bool(), accum: sums && choose.bool() ? choose.apFixed(24) : undefined },
    ins: [x],
  };
}
