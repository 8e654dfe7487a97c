import type { Choice, Instance } from "../../ir/op.js";
import { fullRange, type TensorType } from "../../ir/tensor.js";
import { MERGE_FUNCTIONS } from "./function.js";
import type { MergeAttrs } from "./index.js";

/** A random function of `x` and itself, another tensor or a constant, broadcast along random axes. */
export function arbitraryMerge(choose: Choice, x: TensorType): Instance<MergeAttrs> {
  const attrs = { fn: choose.pick(MERGE_FUNCTIONS) };
  if (choose.int(0, 4) === 0) return { attrs, ins: [x] };
  const shape = x.shape.map((length) => (choose.int(0, 2) === 0 ? 1 : length));
  const type = choose.type(12);
  return { attrs, ins: [x, choose.bool() ? fullRange(shape, type) : choose.constant(shape, type)] };
}
