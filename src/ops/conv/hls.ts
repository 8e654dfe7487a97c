import { linearCall } from "../../ir/linear-call.js";
import type { HlsCall, NodeView } from "../../ir/op.js";
import { sizeOf } from "../../ir/tensor.js";
import { windowConfig } from "../../ir/window.js";
import { must } from "../../support/errors.js";
import type { ConvAttrs } from "./index.js";
import { convShape } from "./shape.js";

/** `nnet::conv_<strategy>`; n_in and n_out are those of one group's window. */
export function convCall(view: NodeView<ConvAttrs>): HlsCall {
  const [x, weight] = [must(view.ins[0], "x"), must(view.ins[1], "weight")];
  const { groups, chan, filt, nIn } = convShape(weight.shape);
  const windows = sizeOf(view.exact.shape.slice(0, -1));
  const sizes = { n_x: sizeOf(x.shape), n_y: sizeOf(view.exact.shape), n_groups: groups, n_chan: chan };
  const config = { ...windowConfig(view.attrs, x.shape.slice(0, -1)), ...sizes };
  return linearCall("conv", view, { ...view.attrs, groups, windows, nIn, nOut: filt }, config);
}
