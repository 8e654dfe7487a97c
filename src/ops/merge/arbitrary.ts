import type { Choice, Instance } from "../../ir/op.js";
import { fullRange, type TensorType } from "../../ir/tensor.js";
import { MERGE_FUNCTIONS, type MergeAttrs } from "./function.js";

/** A random function of `x` and itself, another tensor or a constant, broadcast along random axes. */
export function arbitraryMerge(choose: Choice, x: TensorType): Instance<MergeAttrs> {
  const fn = choose.pick(MERGE_FUNCTIONS);
  const attrs: MergeAttrs = fn === "div" ? { fn, widen: choose.int(0, 6) } : { fn };
  if (choose.int(0, 4) === 0) return { attrs, ins: [x] };
  const shape = x.shape.map((length) => (choose.int(0, 2) === 0 ? 1 : length));
  const type = choose.type(12);
  return { attrs, ins: [x, choose.bool() ? fullRange(shape, type) : choose.constant(shape, type)] };
}
