import { hull } from "../../fixed/interval.js";
import { fraction } from "../../fixed/types.js";
import { mapElements, mapRange } from "../../ir/elementwise.js";
import type { TableIndex, TableLookup } from "../../ir/import.js";
import type { OpDef } from "../../ir/op.js";
import { arbitraryLookup, indexFields, positionBits, reachableEntries, tableReader } from "../../ir/table.js";
import { fromRange, sizeOf, type TensorType } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { eluImports } from "./onnx.js";

export interface EluAttrs {
  readonly fn: "elu" | "selu";
  /** Entry that -x selects where x is negative. */
  readonly negative: TableLookup;
}

/** y = x >= 0 ? positive · x : alpha · table[position(-x)], with constants of one element. */
export const elu: OpDef<"elu", EluAttrs> = {
  kind: "elu",
  summary: "a constant multiple of the element where it is not negative, of a table's entry elsewhere",
  operands: ["x", "positive", "alpha"],
  onnx: eluImports,
  infer: (attrs, [x, positive, alpha]) => {
    const types = { x: must(x, "x"), positive: must(positive, "positive"), alpha: must(alpha, "alpha") };
    const { frac, above, below } = factors(attrs, types);
    const lookup = mirrored(attrs.negative);
    const ends = (lo: bigint, hi: bigint) => {
      const entries = lo < 0n ? reachableEntries(lookup, lo, hi < 0n ? hi : -1n) : undefined;
      const negative = entries === undefined ? [] : [entries.lo * below, entries.hi * below];
      return hull(hi < 0n ? negative : [...negative, (lo < 0n ? 0n : lo) * above, hi * above]);
    };
    return fromRange(types.x.shape, frac, mapRange(types.x.range, ends));
  },
  define: (attrs, [x, positive, alpha], out) => {
    const types = { x: must(x, "x"), positive: must(positive, "positive"), alpha: must(alpha, "alpha") };
    const { above, below } = factors(attrs, types);
    const lookup = mirrored(attrs.negative);
    const { width } = types.x.elem;
    const widest = Math.max(width, lookup.table.type.elem.width);
    const bits = widest + Math.max(...[above, below].map((factor) => factor.toString(2).length + 1));
    const entries = lookup.table.type.range.lo.map((entry) => entry * below);
    return mapElements(out, Math.max(bits, positionBits(lookup.index, width)), (ar) => {
      const [zero, factor] = [ar.of(0n), ar.of(above)];
      const negative = tableReader(ar, lookup, entries);
      return (m) => ar.select(m, zero, negative(m), ar.mul(m, factor));
    });
  },
  hls: ({ attrs, ins, exact }) => ({
    header: "nnet_table.h",
    fn: "elu",
    arguments: [0, "out", 1, 2],
    config: { n: sizeOf(exact.shape), ...indexFields("", mirrored(attrs.negative), must(ins[0], "x").elem) },
    tables: [{ name: "table", tensor: attrs.negative.table }],
  }),
  arbitrary: (choose, x) => ({
    attrs: {
      fn: choose.pick(["elu", "selu"]),
      negative: withoutWrap(arbitraryLookup(choose, x.elem, choose.type(10))),
    },
    ins: [x, choose.constant([1], choose.type(8)), choose.constant([1], choose.type(8))],
  }),
};

/** What mantissas of x and table entries are multiplied by to land on the finer of the two branches' binary points. */
function factors(
  { negative }: EluAttrs,
  types: { readonly x: TensorType; readonly positive: TensorType; readonly alpha: TensorType },
): { frac: number; above: bigint; below: bigint } {
  const { x, positive, alpha } = types;
  const product = fraction(x.elem) + fraction(positive.elem);
  const entry = fraction(negative.table.type.elem) + fraction(alpha.elem);
  const frac = Math.max(product, entry);
  const above = must(positive.range.lo[0], "positive") << BigInt(frac - product);
  return { frac, above, below: must(alpha.range.lo[0], "alpha") << BigInt(frac - entry) };
}

/** The same table, indexed by x instead of -x: the quotient of -m · multiplier is that of m · -multiplier. */
function mirrored({ index, table }: TableLookup): TableLookup {
  return { index: { ...index, multiplier: -index.multiplier }, table };
}

function withoutWrap({ index: { wrapTo: _raw, ...index }, table }: TableLookup): TableLookup {
  return { index: index satisfies TableIndex, table };
}
