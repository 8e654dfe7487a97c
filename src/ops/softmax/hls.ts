import type { HlsCall, NodeView } from "../../ir/op.js";
import { indexFields } from "../../ir/table.js";
import type { SoftmaxAttrs } from "./index.js";

/** `nnet::softmax_stable<x_t, y_t, config>(x, y, exp_table, inv_table)` and its like. */
export function softmaxCall({ attrs }: NodeView<SoftmaxAttrs>): HlsCall {
  const { outer, length, inner, tables } = attrs;
  const call = {
    header: "nnet_softmax.h",
    fn: `softmax_${tables.implementation}`,
    arguments: [0, "out"],
  } as const;
  const layout = { n_outer: outer, n_slice: length, n_inner: inner };
  if (tables.implementation === "argmax") return { ...call, config: layout, tables: [] };
  return {
    ...call,
    config: {
      ...layout,
      difference_t: tables.difference,
      ...(tables.implementation === "stable" ? { signed_difference: tables.difference.signed } : {}),
      accum_t: tables.accum,
      inverse_input_t: tables.inverseInput,
      ...indexFields("exp_", tables.exp, tables.difference),
      ...indexFields("inv_", tables.inverse, tables.inverseInput),
    },
    tables: [
      { name: "exp_table", tensor: tables.exp.table },
      { name: "inv_table", tensor: tables.inverse.table },
    ],
  };
}
