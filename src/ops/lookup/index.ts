import { fraction } from "../../fixed/types.js";
import { mapElements, mapRange } from "../../ir/elementwise.js";
import type { TableLookup, UnaryFunction } from "../../ir/import.js";
import type { OpDef } from "../../ir/op.js";
import { arbitraryLookup, indexFields, positionBits, reachableEntries, tableReader } from "../../ir/table.js";
import { fromRange, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { lookupImports } from "./onnx.js";

export interface LookupAttrs {
  /** What the table holds; of no effect. */
  readonly fn: UnaryFunction;
  readonly lookup: TableLookup;
}

/** y = table[position(x)]; see `TableIndex`. */
export const lookup: OpDef<"lookup", LookupAttrs> = {
  kind: "lookup",
  summary: "an entry of a literal table, selected by the element's integer",
  operands: ["x"],
  onnx: lookupImports,
  infer: (attrs, [x]) => {
    const { shape, range } = must(x, "x");
    const { elem } = attrs.lookup.table.type;
    return fromRange(
      shape,
      fraction(elem),
      mapRange(range, (lo, hi) => reachableEntries(attrs.lookup, lo, hi)),
    );
  },
  define: (attrs, [x], out) => {
    const { index, table } = attrs.lookup;
    const bits = Math.max(positionBits(index, must(x, "x").elem.width), table.type.elem.width);
    return mapElements(out, bits, (ar) => tableReader(ar, attrs.lookup));
  },
  hls: ({ attrs, ins, exact }) => ({
    header: "nnet_table.h",
    fn: "lookup",
    arguments: [0, "out"],
    config: { n: sizeOf(exact.shape), ...indexFields("", attrs.lookup, must(ins[0], "x").elem) },
    tables: [{ name: "table", tensor: attrs.lookup.table }],
  }),
  arbitrary: (choose, x) => ({
    attrs: {
      fn: choose.pick(["sigmoid", "tanh", "softplus", "softsign"]),
      lookup: arbitraryLookup(choose, x.elem, choose.type(12)),
    },
    ins: [x],
  }),
};
