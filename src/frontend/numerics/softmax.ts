import { type ApFixed, apFixed, bitLength, fraction, typeOfRange } from "../../fixed/types.js";
import type { LayerSettings, SoftmaxArgmax, SoftmaxTables } from "../../ir/import.js";
import { bounds, type TensorType } from "../../ir/tensor.js";
import { DEFAULT_TABLE_SIZE, named } from "./named.js";
import { PROPOSED_WIDTH, tableOver } from "./cells.js";

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
  const differences = { lo: 0n, hi: hi - lo, frac };
  const exp = tableOver(differences, (d) => Math.exp(-d), expType, layer.tableSize("exp") ?? DEFAULT_TABLE_SIZE);
  const accum = named(layer, "accum") ?? sumType(expType, length);
  const inverseInput = named(layer, "inv_inp") ?? accum;
  const inverse = inverseTable(layer, inverseInput, length);
  return { implementation: "stable", difference, exp, accum, inverseInput, inverse };
}

function sumType(term: ApFixed, length: number): ApFixed {
  const bits = bitLength(BigInt(length - 1));
  return apFixed({ signed: false, width: term.width + bits, int: term.int + bits });
}

/** Reciprocals of sums between 1/2 (a table cell may hold less than e^0) and the number of terms. */
function inverseTable(layer: LayerSettings, input: ApFixed, length: number): SoftmaxTables["inverse"] {
  const frac = fraction(input);
  const one = frac >= 0 ? 1n << BigInt(frac) : 1n;
  const domain = { lo: one >> 1n, hi: one * BigInt(length), frac: Math.max(0, frac) };
  const type = named(layer, "inv_table") ?? UNIT;
  return tableOver(domain, (s) => 1 / s, type, layer.tableSize("inv") ?? DEFAULT_TABLE_SIZE);
}
