import { type ApFixed, fraction, type Rounding } from "../../fixed/types.js";
import type { Emitter } from "./emitter.js";

export const QONNX_DOMAIN = "qonnx.custom_op.general";

/** QONNX's names of ap_fixed's rounding modes; half towards plus or minus infinity have none. */
const ROUNDING_MODE: Readonly<Record<Rounding, string | undefined>> = {
  TRN: "FLOOR",
  TRN_ZERO: "DOWN",
  RND: undefined,
  RND_ZERO: "HALF_DOWN",
  RND_INF: "HALF_UP",
  RND_MIN_INF: undefined,
  RND_CONV: "ROUND",
};

/** Attributes of the `Quant` node that is an assignment to the type; undefined where QONNX has none. */
function quantAttributes(type: ApFixed) {
  const mode = ROUNDING_MODE[type.rounding];
  const symmetric = type.overflow === "SAT_SYM" && type.signed;
  const saturates = type.overflow === "SAT" || type.overflow === "SAT_SYM";
  // One signed bit means -1 and +1 in QONNX, -1 and 0 as ap_fixed.
  if (mode === undefined || !saturates || (type.signed && type.width === 1)) return undefined;
  return {
    signed: { int: type.signed ? 1 : 0 },
    narrow: { int: symmetric ? 1 : 0 },
    rounding_mode: { string: mode },
  };
}

/**
 * The value as the type holds it: a QONNX `Quant` node, or, where that can't say the type, an `Identity` that the
 * configuration beside the model gives the type. Source: QONNX, docs/qonnx-custom-ops/quant_op.md.
 */
export function emittedQuant(
  cx: Pick<Emitter, "node" | "constant" | "configure">,
  name: string,
  input: string,
  type: ApFixed,
): string {
  const attributes = quantAttributes(type);
  if (attributes === undefined) {
    cx.configure(name, { precision: { result: type } });
    return cx.node("Identity", name, [input]);
  }
  const scalar = (key: string, value: number): string => cx.constant(`${name}.${key}`, [], [value]);
  const operands = [scalar("scale", 2 ** -fraction(type)), scalar("zeropt", 0), scalar("bitwidth", type.width)];
  return cx.node("Quant", name, [input, ...operands], attributes, QONNX_DOMAIN);
}
