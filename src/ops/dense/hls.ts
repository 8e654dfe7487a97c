import { apFixed } from "../../fixed/types.js";
import type { HlsCall, NodeView } from "../../ir/op.js";
import { sizeOf } from "../../ir/tensor.js";
import type { DenseAttrs } from "./index.js";

/** `nnet::dense<in_t, out_t, config>(x, w, b, y)`; the exact sum's own type is the accumulator where none is named. */
export function denseCall({ attrs, ins, exact }: NodeView<DenseAttrs>): HlsCall {
  const weightShape = ins[1]?.shape ?? [];
  return {
    header: "nnet_dense.h",
    fn: attrs.strategy === "Resource" ? "dense_resource" : "dense_latency",
    arguments: ins.length > 2 ? [0, "out", 1, 2] : [0, "out", 1],
    config: {
      n_rows: sizeOf(exact.shape.slice(0, -1)),
      n_in: weightShape[0] ?? 1,
      n_out: weightShape[1] ?? 1,
      reuse_factor: attrs.reuse,
      accum_t: attrs.accum ?? apFixed(exact.elem),
    },
    tables: [],
  };
}
