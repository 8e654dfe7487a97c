import type { Choice, Instance } from "../../ir/op.js";
import type { TensorType } from "../../ir/tensor.js";
import type { DenseAttrs } from "./index.js";

const STRATEGIES = ["Latency", "Resource", "Unrolled"] as const;

/** A random dense layer on the last axis of `x`: up to six outputs, with and without bias and accumulator type. */
export function arbitraryDense(choose: Choice, x: TensorType): Instance<DenseAttrs> | undefined {
  const nIn = x.shape.at(-1) ?? 1;
  const nOut = choose.int(1, 6);
  const attrs: DenseAttrs = {
    accum: choose.bool() ? choose.apFixed(24) : undefined,
    strategy: choose.pick(STRATEGIES),
    reuse: choose.int(1, nIn + 3),
  };
  const weight = choose.constant([nIn, nOut], choose.type(8));
  return { attrs, ins: choose.bool() ? [x, weight, choose.constant([nOut], choose.type(10))] : [x, weight] };
}
