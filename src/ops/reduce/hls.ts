import { type ApFixed, apFixed } from "../../fixed/types.js";
import { loopNest } from "../../ir/broadcast.js";
import type { HlsCall, NodeView } from "../../ir/op.js";
import { accumulatorOf } from "../../ir/sum-form.js";
import { sizeOf, type TensorType } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { keptShape, reduceForms, reduceRules } from "./forms.js";
import type { ReduceAttrs } from "./index.js";

/** Loops of the kernel; reductions over more alternating axes are refused by the reader. */
export const REDUCE_LOOPS = 4;

/**
 * `nnet::reduce_fn`: the input is visited by up to four nested loops of `n0` ... `n3` turns, in which the output moves
 * on by `y0` ... `y3` elements (0 along reduced axes).
 */
export function reduceCall({ attrs, ins, exact }: NodeView<ReduceAttrs>): HlsCall {
  const x = must(ins[0], "x");
  const nest = loopNest(x.shape, [keptShape(attrs, x.shape)]);
  const axes = Array.from({ length: REDUCE_LOOPS }, (_, i) => nest[i - REDUCE_LOOPS + nest.length]);
  const loops = axes.flatMap((axis, i) => [
    [`n${i}`, axis?.length ?? 1],
    [`y${i}`, axis?.strides[0] ?? 0],
  ]);
  return {
    header: "nnet_reduce.h",
    fn: `reduce_${attrs.fn}`,
    arguments: [0, "out"],
    config: {
      n_in: sizeOf(x.shape),
      n_out: sizeOf(exact.shape),
      accum_t: accumulator(attrs, x),
      ...Object.fromEntries(loops),
    },
    tables: [],
  };
}

/** A maximum is kept in the input's own type. */
function accumulator(attrs: ReduceAttrs, x: TensorType): ApFixed {
  if (attrs.fn === "max" || attrs.fn === "min") return apFixed(x.elem);
  return accumulatorOf(x, reduceForms(attrs, x.shape), reduceRules(attrs));
}
