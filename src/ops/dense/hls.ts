import { linearCall } from "../../ir/linear-call.js";
import type { HlsCall, NodeView } from "../../ir/op.js";
import { sizeOf } from "../../ir/tensor.js";
import type { DenseAttrs } from "./index.js";

/** `nnet::dense_<strategy>` over all rows of the input. */
export function denseCall(view: NodeView<DenseAttrs>): HlsCall {
  const [nIn, nOut] = [view.ins[1]?.shape[0] ?? 1, view.ins[1]?.shape[1] ?? 1];
  const rows = sizeOf(view.exact.shape.slice(0, -1));
  return linearCall("dense", view, { ...view.attrs, groups: 1, windows: rows, nIn, nOut }, { n_rows: rows });
}
