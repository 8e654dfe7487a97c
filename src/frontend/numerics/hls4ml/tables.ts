import { castDouble, toFloat32 } from "../../../fixed/float.js";
import { type ApFixed, apFixed, type FixedType, fraction } from "../../../fixed/types.js";
import type { EluTables, LayerSettings, TableIndex, TableLookup, UnaryFunction } from "../../../ir/import.js";
import { constantTensor, type IntTensor } from "../../../ir/tensor.js";
import { assertNever } from "../../../support/errors.js";
import { SELU_ALPHA, SELU_SCALE } from "../functions.js";
import { parameterType } from "./auto-types.js";

/** Type of activation tables unless the layer itself names one. */
export const TABLE = apFixed({ signed: true, width: 18, int: 8 });
export const TABLE_SIZE = 1024;

/** Half the width of the domain that a table covers, [-half, half), whatever the input's type. */
const HALF_DOMAIN: Record<UnaryFunction, number> = { sigmoid: 8, softplus: 8, softsign: 8, tanh: 4 };

/** Sigmoid and its kin: `size` entries over a fixed domain, indices truncated toward zero. */
export function lookup(layer: LayerSettings, fn: UnaryFunction, x: FixedType): TableLookup {
  const size = layer.tableSize() ?? TABLE_SIZE;
  const half = HALF_DOMAIN[fn];
  const type = layerOwn(layer, "table") ?? TABLE;
  const entries = Array.from({ length: size }, (_, i) =>
    float32Function(fn, Math.fround((2 * half * (i - size / 2)) / size)),
  );
  return { index: fixedIndex(x, size, 2 * half, Math.floor(size / 2)), table: tableOf(entries, type) };
}

/** m selects trunc(x · size / domain) + offset, x = m · 2^-fraction. */
function fixedIndex(x: FixedType, size: number, domain: number, offset: number): TableIndex {
  return { multiplier: size, shift: Math.log2(domain) + fraction(x), offset, divide: "toward-zero" };
}

export function tableOf(entries: readonly number[], type: ApFixed): IntTensor {
  return constantTensor(
    [entries.length],
    type,
    entries.map((value) => castDouble(value, type)),
  );
}

/** A type that the layer itself (not the model) gives a variable; tables do not fall back to the model's default. */
export function layerOwn(
  layer: LayerSettings,
  variable: Parameters<LayerSettings["ownPrecision"]>[0],
): ApFixed | undefined {
  const said = layer.ownPrecision(variable);
  return said === "auto" ? undefined : said;
}

/** The functions as that tool's C++ computes them: exp in float32, the rest in double, the entry rounded to float32. */
function float32Function(fn: UnaryFunction, v: number): number {
  switch (fn) {
    case "sigmoid":
      return Math.fround(1 / (1 + expf(-v)));
    case "tanh":
      return Math.fround(Math.tanh(v));
    case "softplus":
      return Math.fround(Math.log(expf(v) + 1));
    case "softsign":
      return Math.fround(v / (Math.abs(v) + 1));
    default:
      return assertNever(fn, "unary function");
  }
}

/** exp in float32: the double result is close enough to be rounded once more. */
export function expf(v: number): number {
  return Math.fround(Math.exp(Math.fround(v)));
}

/** Elu and Selu: the negative branch over [-8, 0]. */
export function elu(layer: LayerSettings, fn: "elu" | "selu", alpha: number, x: FixedType, model: ApFixed): EluTables {
  const size = layer.tableSize() ?? TABLE_SIZE;
  const type = layerOwn(layer, "table") ?? TABLE;
  const entries = Array.from({ length: size }, (_, i) => {
    const v = Math.fround((-8 * i) / size);
    return Math.fround(fn === "elu" ? expf(v) - 1 : SELU_SCALE * (SELU_ALPHA * (expf(v) - 1)));
  });
  const negative = { index: fixedIndex(x, size, 8, 0), table: tableOf(entries, type) };
  if (fn === "selu") return { positive: constant(SELU_SCALE, SELU_POSITIVE), alpha: ONE, negative };
  const said = layer.precision("param");
  const param = said === undefined ? model : said === "auto" ? parameterType(alpha) : said;
  return { positive: ONE, alpha: constant(alpha, param), negative };
}

const SELU_POSITIVE = apFixed({ signed: false, width: 16, int: 1 });
const ONE = constantTensor([1], apFixed({ signed: false, width: 1, int: 1 }), [1n]);

function constant(value: number, type: ApFixed): IntTensor {
  return constantTensor([1], type, [castDouble(value, type)]);
}

/** The float32 value of a number of type `type` whose top `bits` raw bits are `index`, the others 0. */
export function topBitsValue(index: number, bits: number, type: FixedType): number {
  const raw = BigInt(index) << BigInt(type.width - bits);
  return toFloat32(type.signed ? BigInt.asIntN(type.width, raw) : raw, fraction(type));
}
