import { type ApFixed, apFixed, bitLength, type FixedType, fraction } from "../../../fixed/types.js";
import type { LayerSettings, SoftmaxArgmax, SoftmaxTables, TableLookup } from "../../../ir/import.js";
import { expf, layerOwn, TABLE, TABLE_SIZE, tableOf, topBitsValue } from "./tables.js";

/** Type of the softmax's tables and of the reciprocal's input unless the layer itself names one. */
const SOFTMAX_TABLE = apFixed({ signed: true, width: 18, int: 8 }, "RND", "SAT");

/** hls4ml's softmax: tables indexed by the top bits of their input's raw mantissa, or ("legacy") over fixed domains. */
export function softmax(layer: LayerSettings, x: FixedType, accum: ApFixed): SoftmaxTables | SoftmaxArgmax {
  const implementation = layer.softmaxImplementation() ?? "stable";
  if (implementation === "legacy") return legacy(layer, x);
  if (implementation === "argmax") return { implementation };
  const inverseType = layerOwn(layer, "inv_table") ?? SOFTMAX_TABLE;
  const inverseInput = layerOwn(layer, "inv_inp") ?? SOFTMAX_TABLE;
  const expType = layerOwn(layer, "exp_table") ?? SOFTMAX_TABLE;
  // Without table sizes of its own a layer's tables shrink to what the input and the reciprocal's type can address.
  const shared = Math.min(layer.tableSize() ?? TABLE_SIZE, 2 ** Math.min(x.width, inverseType.width));
  const inverseSize = layer.tableSize("inv") ?? shared;
  const difference = implementation === "stable" ? (layerOwn(layer, "inp_norm") ?? magnitudeType(x)) : apFixed(x);
  const expSize = expTableSize(layer, x, implementation, shared, inverseSize);
  // A signed difference is that of older projects: x - max, so the table is entered with the exponent itself.
  const sign = implementation === "stable" && !difference.signed ? -1 : 1;
  const exp = topBitsTable(expSize, difference, expType, (v) => expf(sign * v));
  const inverse = topBitsTable(inverseSize, inverseInput, inverseType, (v) => Math.fround(1 / v));
  return { implementation, difference, exp, accum, inverseInput, inverse };
}

/** For signed inputs the stable form sizes the exponential's table by the reciprocal's. */
function expTableSize(
  layer: LayerSettings,
  x: FixedType,
  implementation: string,
  shared: number,
  inverseSize: number,
): number {
  const stableDefault = implementation === "stable" && layerOwn(layer, "inp_norm") === undefined && x.signed;
  return stableDefault ? Math.min(inverseSize, 2 ** (x.width - 1)) : (layer.tableSize("exp") ?? shared);
}

/** max - x as that tool keeps it: the input's type without its sign bit; larger differences wrap. */
function magnitudeType(x: FixedType): ApFixed {
  const sign = x.signed ? 1 : 0;
  return apFixed({ signed: false, width: x.width - sign, int: x.int - sign });
}

function topBitsTable(size: number, input: FixedType, type: ApFixed, fn: (v: number) => number): TableLookup {
  const bits = Math.min(bitLength(BigInt(size - 1)), input.width);
  const entries = Array.from({ length: size }, (_, i) => fn(topBitsValue(i, bits, input)));
  const index = { multiplier: 1, shift: input.width - bits, offset: 0, divide: "floor", wrapTo: input.width } as const;
  return { index, table: tableOf(entries, type) };
}

/** The oldest form: exp of differences over [-8, 8), reciprocal over [0, 64). */
function legacy(layer: LayerSettings, x: FixedType): SoftmaxTables {
  const type = layerOwn(layer, "table") ?? TABLE;
  const size = layer.tableSize() ?? TABLE_SIZE;
  const [expSize, inverseSize] = [layer.tableSize("exp") ?? size, layer.tableSize("inv") ?? size];
  const exps = Array.from({ length: expSize }, (_, i) => expf(Math.fround((16 * (i - expSize / 2)) / expSize)));
  const inverses = Array.from({ length: inverseSize }, (_, i) =>
    i === 0 ? 0 : 1 / Math.fround((64 * i) / inverseSize),
  );
  return {
    implementation: "legacy",
    difference: apFixed({ signed: true, width: x.width + 1, int: x.int + 1 }),
    exp: { index: index(expSize, 4 + fraction(x), Math.floor(expSize / 2)), table: tableOf(exps, type) },
    accum: type,
    inverseInput: type,
    inverse: { index: index(inverseSize, 6 + fraction(type), 0), table: tableOf(inverses, type) },
  };
}

function index(multiplier: number, shift: number, offset: number): TableLookup["index"] {
  return { multiplier, shift, offset, divide: "toward-zero" };
}
