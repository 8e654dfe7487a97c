import { apFixed } from "../../fixed/types.js";
import type { HlsCall, NodeView } from "../../ir/op.js";
import { accumulatorOf } from "../../ir/sum-form.js";
import { sizeOf } from "../../ir/tensor.js";
import { heightAndWidth, windowConfig } from "../../ir/window.js";
import { must } from "../../support/errors.js";
import { averageRules, poolForms } from "./forms.js";
import type { PoolAttrs } from "./index.js";

/** `nnet::pool_max` or `nnet::pool_average`, whose divisor counts real pixels and the `counted` pads around them. */
export function poolCall({ attrs, ins, exact }: NodeView<PoolAttrs>): HlsCall {
  const x = must(ins[0], "x");
  const spatial = x.shape.slice(0, -1);
  const rank = spatial.length;
  const average = attrs.fn === "average";
  const counted = {
    ...heightAndWidth("count_before", attrs.counted.slice(0, rank), 0),
    ...heightAndWidth("count_after", attrs.counted.slice(rank), 0),
  };
  const exactAccum = average ? accumulatorOf(x, poolForms(attrs, x.shape), averageRules(attrs)) : apFixed(exact.elem);
  return {
    header: "nnet_pooling.h",
    fn: `pool_${attrs.fn}`,
    arguments: [0, "out"],
    config: {
      ...windowConfig(attrs, spatial),
      ...(average ? counted : {}),
      n_x: sizeOf(x.shape),
      n_y: sizeOf(exact.shape),
      n_chan: x.shape.at(-1) ?? 1,
      accum_t: attrs.accum ?? exactAccum,
    },
    tables: [],
  };
}
