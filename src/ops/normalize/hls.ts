import type { HlsCall, NodeView } from "../../ir/op.js";
import { sizeOf } from "../../ir/tensor.js";
import type { NormalizeAttrs } from "./index.js";

/** `nnet::normalize<x_t, out_t, config>(x, y, scale, bias)`; constants repeat every `n_scale` and `n_bias` elements. */
export function normalizeCall({ ins, exact }: NodeView<NormalizeAttrs>): HlsCall {
  return {
    header: "nnet_normalize.h",
    fn: "normalize",
    arguments: [0, "out", 1, 2],
    config: { n_in: sizeOf(exact.shape), n_scale: sizeOf(ins[1]?.shape ?? []), n_bias: sizeOf(ins[2]?.shape ?? []) },
    tables: [],
  };
}
