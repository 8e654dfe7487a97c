import { castMantissa } from "../../fixed/cast.js";
import { castDouble } from "../../fixed/float.js";
import { type ApFixed, apFixed, bitLength, fraction, typeOfRange } from "../../fixed/types.js";
import { castRange } from "../../ir/cast.js";
import type { LayerSettings, SoftmaxArgmax, SoftmaxTables, TableLookup } from "../../ir/import.js";
import { bounds, type TensorType } from "../../ir/tensor.js";
import { type Domain, PROPOSED_WIDTH, tableOver } from "./cells.js";
import { DEFAULT_TABLE_SIZE, named } from "./named.js";

/** One more bit than a table's own width: e^0 = 1 needs an integer bit. */
const UNIT = apFixed({ signed: false, width: PROPOSED_WIDTH + 1, int: 1 }, "RND", "SAT");

/**
 * Tables of y_i = e^(x_i - max) / sum_j e^(x_j - max) over what the input is proven to reach: differences are exact, the
 * exponential's table ends where its entries are zero, the sum is exact, the reciprocal's table starts at the least sum.
 */
export function softmaxTables(layer: LayerSettings, x: TensorType, length: number): SoftmaxTables | SoftmaxArgmax {
  if (layer.softmaxImplementation() === "argmax") return { implementation: "argmax" };
  const { lo, hi } = bounds(x.range);
  const frac = fraction(x.elem);
  const difference = named(layer, "inp_norm") ?? apFixed(typeOfRange(0n, hi - lo, frac));
  const expType = named(layer, "exp_table") ?? UNIT;
  const exp = tableOver(
    differences(difference, hi - lo, frac),
    (d) => Math.exp(difference.signed ? d : -d),
    expType,
    layer.tableSize("exp") ?? layer.tableSize() ?? DEFAULT_TABLE_SIZE,
  );
  const accum = named(layer, "accum") ?? sumType(expType, length);
  const inverseInput = named(layer, "inv_inp") ?? accum;
  const inverse = inverseTable(layer, inverseInput, leastSum(exp, accum), length);
  return { implementation: "stable", difference, exp, accum, inverseInput, inverse };
}

/** What differences to the maximum reach after they are assigned to their type: x - max in a signed one. */
function differences(type: ApFixed, span: bigint, frac: number): Domain {
  const exact = type.signed ? { lo: [-span], hi: [0n] } : { lo: [0n], hi: [span] };
  const { lo, hi } = castRange(exact, frac, type);
  return { lo: lo[0] ?? 0n, hi: hi[0] ?? 0n, frac: fraction(type) };
}

function sumType(term: ApFixed, length: number): ApFixed {
  const bits = bitLength(BigInt(length - 1));
  return apFixed({ signed: false, width: term.width + bits, int: term.int + bits });
}

/** The maximum's own term, which every sum holds: the greatest entry of the exponential's table. */
function leastSum({ table }: TableLookup, accum: ApFixed): bigint {
  return castMantissa(bounds(table.type.range).hi, fraction(table.type.elem), accum);
}

/** Reciprocals of sums between the least and the number of terms. */
function inverseTable(layer: LayerSettings, input: ApFixed, least: bigint, length: number): TableLookup {
  const frac = fraction(input);
  // Table and accumulator types that a configuration names may leave a sum of 0, which has no reciprocal.
  const lo = least > 0n ? least : 1n;
  const most = castDouble(length, apFixed(input, "TRN", "SAT"));
  const domain = { lo, hi: most > lo ? most : lo, frac };
  const type = named(layer, "inv_table") ?? UNIT;
  return tableOver(domain, (s) => 1 / s, type, layer.tableSize("inv") ?? layer.tableSize() ?? DEFAULT_TABLE_SIZE);
}
