import { isMap, isScalar, type Node } from "yaml";
import { isPrecisionError, type PrecisionError, parsePrecision } from "../../fixed/text.js";
import type { ApFixed } from "../../fixed/types.js";
import { VARIABLES } from "../../ir/import.js";
import { shown } from "../../support/text.js";
import { type Field, object } from "./object.js";
import { describe, type ReadContext, readNode, type Shape, type Written } from "./shape.js";

export type Precision = ApFixed | "auto";

const FLOATS = /^\s*(float|double|half|bfloat16|ap_float|std_float|ac_float|ac_std_float|ac_ieee_float)\b/i;
const WRITTEN = "^\\s*(auto|((ap_|ac_)?u?(fixed|int))\\s*<[^<>]*>)\\s*$";

/** One type: the strings of `parsePrecision`, Catapult's `ac_fixed<W,I[,S[,Q[,O]]]>` and `ac_int<W[,S]>`, or `auto`. */
export const precision: Shape<Written<Precision>> = {
  json: { type: "string", pattern: WRITTEN },
  read: (node, path, cx) => {
    const at = cx.document.at(node);
    if (!isScalar(node) || typeof node.value !== "string" || node.value === "") {
      const expected = "a precision such as ap_fixed<16,6>";
      cx.reporter.report("BX2011", { key: path, written: describe(node), expected }, at);
      return undefined;
    }
    const text = node.value;
    if (text.trim().toLowerCase() === "auto") return { value: "auto", at };
    if (FLOATS.test(text)) {
      cx.reporter.report("BX2021", { key: path, text: shown(text) }, at);
      return undefined;
    }
    const parsed = parsePrecision(fromCatapult(text));
    if (!isPrecisionError(parsed)) return { value: parsed, at };
    reportPrecision(parsed, text, node, path, cx);
    return undefined;
  },
};

function reportPrecision(error: PrecisionError, text: string, node: Node, path: string, cx: ReadContext): void {
  const cut = /<[^>]*$/.test(text);
  const hint = cut ? 'is the precision inside { }? There it needs quotes: "ap_fixed<16,6>"' : error.hint;
  const column = text.startsWith("ac_") ? 0 : error.column;
  const params = { key: path, text: shown(text), problem: error.problem, hint };
  cx.reporter.report("BX2020", params, cx.document.at(node, column));
}

/** `ac_fixed<8,3,false,AC_RND,AC_SAT>` is `ap_ufixed<8,3,AC_RND,AC_SAT>`: signedness is an argument there. */
function fromCatapult(text: string): string {
  const match = /^\s*ac_(fixed|int)\s*<([^<>]*)>\s*$/.exec(text);
  if (match === null) return text;
  const parts = (match[2] ?? "").split(",").map((part) => part.trim());
  const numbers = match[1] === "int" ? 1 : 2;
  const [signed] = parts.splice(numbers, 1);
  if (signed !== undefined && !/^(true|false|0|1)$/.test(signed)) return text;
  return `ap_${signed === "false" || signed === "0" ? "u" : ""}${match[1]}<${parts.join(",")}>`;
}

const ABOUT = {
  default: "every variable that is not named",
  input: "the model's inputs (Bunchcross numerics)",
  maximum: "widest type that hls4ml's inference may give",
  result: "what the layer's value is assigned to",
  weight: "weights",
  bias: "biases",
  scale: "scale of a normalization or of a constant factor",
  accum: "what every product and the bias are cast to before they are added",
  table: "entries of an activation's table",
  exp_table: "entries of Softmax's table of exponentials",
  inv_table: "entries of Softmax's table of inverses",
  inv_inp: "the sum of exponentials that selects an inverse",
  inp_norm: "Softmax: difference of an input to the largest",
  param: "parameters of an activation (alpha, slope)",
} as const;

export type PrecisionKey = keyof typeof ABOUT;
export type PrecisionMap = ReadonlyMap<PrecisionKey, Written<Precision>>;

/** hls4ml's own names of `param` in older configurations. */
const SYNONYMS: Partial<Record<PrecisionKey, readonly string[]>> = { param: ["alpha", "alpha_t", "slope", "slope_t"] };

/** A variable's field; `_t` may follow its name, as in hls4ml's C++. */
function variableField(key: PrecisionKey): Field<Written<Precision>> {
  return { names: [key, `${key}_t`, ...(SYNONYMS[key] ?? [])], shape: precision, about: ABOUT[key] };
}

function variableFields(keys: readonly PrecisionKey[]) {
  const fields = keys.map((key) => [key, variableField(key)] as const);
  return Object.fromEntries(fields) as Readonly<Record<PrecisionKey, Field<Written<Precision>>>>;
}

const LAYER_KEYS: readonly PrecisionKey[] = ["default", ...VARIABLES];
const MODEL_KEYS: readonly PrecisionKey[] = ["default", "input", "maximum", ...VARIABLES];

export const layerPrecision = precisionMap(LAYER_KEYS);
export const modelPrecision = precisionMap(MODEL_KEYS);

/** `Precision: ap_fixed<16,6>` (which is the default) or a map from variables to types. */
function precisionMap(keys: readonly PrecisionKey[]): Shape<PrecisionMap> & { readonly names: readonly string[] } {
  const variables = object(variableFields(keys), "precision variable");
  const read = (node: Node, path: string, cx: ReadContext): PrecisionMap | undefined => {
    if (isMap(node)) return toMap(readNode(variables, node, path, cx) ?? {});
    const all = precision.read(node, path, cx);
    return all === undefined ? undefined : new Map([["default", all]]);
  };
  const names = Object.values(variables.fields).flatMap((f) => f.names);
  return { names, read, json: { anyOf: [precision.json, variables.json] } };
}

export function toMap(values: Readonly<Partial<Record<PrecisionKey, Written<Precision> | undefined>>>): PrecisionMap {
  const given = Object.entries(values).filter(([, written]) => written !== undefined);
  return new Map(given as [PrecisionKey, Written<Precision>][]);
}
