import { type ApFixed, apFixed, type FixedType, fixed } from "../../fixed/types.js";
import { loopNest } from "../../ir/broadcast.js";
import type { HlsCall, NodeView } from "../../ir/op.js";
import { sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import type { MergeAttrs } from "./function.js";

/** Loops of the kernel; a nest of broadcasts over more axes is refused by the reader. */
export const MERGE_LOOPS = 4;

/**
 * `nnet::merge_fn<a_t, b_t, out_t, config>(a, b, y)`: the elements are visited by up to four nested loops of `n0` ...
 * `n3` turns, in which each operand moves on by `a0`, `b0` ... elements (0 where it is broadcast).
 */
export function mergeCall({ attrs, ins, exact }: NodeView<MergeAttrs>): HlsCall {
  const a = must(ins[0], "a");
  const b = ins[1] ?? a;
  const shapes = [a.shape, b.shape];
  const nest = loopNest(exact.shape, shapes);
  const axes = Array.from({ length: MERGE_LOOPS }, (_, i) => nest[i - MERGE_LOOPS + nest.length]);
  const loops = axes.flatMap((axis, i) => [
    [`n${i}`, axis?.length ?? 1],
    [`a${i}`, axis?.strides[0] ?? 0],
    [`b${i}`, axis?.strides[1] ?? 0],
  ]);
  const sizes = { n_a: sizeOf(a.shape), n_b: sizeOf(b.shape), n_out: sizeOf(exact.shape) };
  return {
    header: "nnet_merge.h",
    fn: `merge_${attrs.fn}`,
    arguments: [0, ins.length > 1 ? 1 : 0, "out"],
    config: { ...sizes, ...dividend(attrs, a.elem, b.elem), ...Object.fromEntries(loops) },
    tables: [],
  };
}

/**
 * C++ keeps as many fraction bits of a quotient as its dividend has, so the dividend is widened below. One more bit
 * above it is for AMD's host header, which otherwise wraps the most negative dividend over -1 LSB.
 */
function dividend(attrs: MergeAttrs, a: FixedType, b: FixedType): { dividend_t?: ApFixed } {
  if (attrs.fn !== "div") return {};
  return { dividend_t: apFixed(fixed(a.signed || b.signed, a.width + attrs.widen + 1, a.int + 1)) };
}
