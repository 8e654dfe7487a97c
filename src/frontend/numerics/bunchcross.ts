import { castDouble } from "../../fixed/float.js";
import { type ApFixed, apFixed, fraction } from "../../fixed/types.js";
import type { EluTables, LayerFacts, LayerSettings, Numerics, TableLookup, UnaryFunction } from "../../ir/import.js";
import { bounds, constantTensor, type IntTensor, type TensorType } from "../../ir/tensor.js";
import { PROPOSED_WIDTH, tableOver, typeForValues } from "./cells.js";
import { SELU_ALPHA, SELU_SCALE, unary } from "./functions.js";
import { DEFAULT_TABLE_SIZE, named, variableOf } from "./named.js";
import { softmaxTables } from "./softmax.js";

/** Type of a graph input that no configuration names. */
const DEFAULT_INPUT = apFixed({ signed: true, width: 16, int: 6 }, "RND", "SAT");

/**
 * Bunchcross's own rules: constants are rounded to nearest, sums are exact, types come from proven value ranges and
 * tables cover the proven domain. `auto` keeps every bit; where nothing is said, activations are rounded to
 * `PROPOSED_WIDTH` bits with the integer bits that their range needs.
 */
export const bunchcross: Numerics = {
  world: "bunchcross",
  input: (layer) => named(layer, "result") ?? DEFAULT_INPUT,
  constant: (layer, role, values) => {
    const type = named(layer, variableOf(role)) ?? values.precision ?? typeForValues(values.data);
    return constantTensor(
      values.shape,
      type,
      Array.from(values.data, (value) => castDouble(value, type)),
    );
  },
  separateBias: () => false,
  ignores: () => false,
  missingAlpha: (onnxDefault) => onnxDefault,
  maxPoolPad: () => undefined,
  accum: (layer, facts) => named(layer, "accum") ?? averageType(facts),
  result: (layer, facts, exact) => {
    const said = layer.precision("result");
    if (said !== undefined) return said === "auto" ? undefined : said;
    return facts.kind === "activation" ? proposedResult(exact) : undefined;
  },
  lookup: (layer, fn, x) => lookupTable(layer, fn, x),
  elu: (layer, fn, alpha, x) => eluTables(layer, fn, alpha, x),
  softmax: softmaxTables,
};

/** An average over a window that is no power of two needs a place to be rounded to: log2(window) more fraction bits. */
function averageType(facts: LayerFacts): ApFixed | undefined {
  if (facts.kind !== "pool" || facts.fn !== "average" || Number.isInteger(Math.log2(facts.window))) return undefined;
  const bits = Math.ceil(Math.log2(facts.window));
  const { signed, width, int } = facts.x;
  return apFixed({ signed, width: width + 2 * bits, int: int + bits });
}

/** The exact type if it is narrow, otherwise `PROPOSED_WIDTH` bits from the top, rounded and saturated. */
export function proposedResult({ elem }: TensorType): ApFixed | undefined {
  if (elem.width <= PROPOSED_WIDTH) return undefined;
  return apFixed({ signed: elem.signed, width: PROPOSED_WIDTH, int: elem.int }, "RND", "SAT");
}

function lookupTable(layer: LayerSettings, fn: UnaryFunction, x: TensorType): TableLookup {
  const domain = { ...bounds(x.range), frac: fraction(x.elem) };
  const ends = [domain.lo, domain.hi].map((m) => unary(fn, Number(m) * 2 ** -domain.frac));
  const type = named(layer, "table") ?? tableType(ends);
  return tableOver(domain, (v) => unary(fn, v), type, layer.tableSize() ?? DEFAULT_TABLE_SIZE);
}

/** A table type of `PROPOSED_WIDTH` bits whose integer bits fit the ends of a monotone function's values. */
export function tableType(ends: readonly number[]): ApFixed {
  const { signed, int } = typeForValues(ends);
  return apFixed({ signed, width: PROPOSED_WIDTH, int: Math.min(int, PROPOSED_WIDTH) }, "RND", "SAT");
}

function eluTables(layer: LayerSettings, fn: "elu" | "selu", alpha: number, x: TensorType): EluTables {
  const { lo } = bounds(x.range);
  const frac = fraction(x.elem);
  const factor = fn === "selu" ? SELU_SCALE * SELU_ALPHA : alpha;
  const value = (d: number): number => factor * Math.expm1(-d);
  const domain = { lo: 0n, hi: lo < 0n ? -lo : 0n, frac };
  const type = named(layer, "table") ?? tableType([value(0), value(Number(domain.hi) * 2 ** -frac)]);
  const negative = tableOver(domain, value, type, layer.tableSize() ?? DEFAULT_TABLE_SIZE);
  const scale = fn === "selu" ? quantized(layer, SELU_SCALE) : ONE;
  return { positive: scale, alpha: ONE, negative };
}

const ONE = constantTensor([1], apFixed({ signed: false, width: 1, int: 1 }), [1n]);

function quantized(layer: LayerSettings, value: number): IntTensor {
  const type = named(layer, "param") ?? typeForValues([value]);
  return constantTensor([1], type, [castDouble(value, type)]);
}
