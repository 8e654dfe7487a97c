import { type ApFixed, apFixed, type Rounding } from "../../../fixed/types.js";
import type { FloatTensor } from "../../../ir/import.js";
import { broadcast, computed, halfToEven } from "./elementwise.js";
import type { Fold, FoldContext } from "./fold.js";
import { operand } from "./operand.js";

/** QONNX's quantizers on constants (qonnx, custom_op/general): values, and the fixed-point type that holds them. */
export const quantFolds: Readonly<Record<string, Fold>> = { Quant: quant, IntQuant: quant, BipolarQuant: bipolar };

interface Mode {
  readonly round: (value: number) => number;
  /** The nearest mode of ap_fixed; values that are already rounded are the same in all. */
  readonly rounding: Rounding;
}

const AWAY = (value: number): number => Math.sign(value) * Math.ceil(Math.abs(value));
const MODES: Readonly<Record<string, Mode>> = {
  ROUND: { round: halfToEven, rounding: "RND_CONV" },
  HALF_EVEN: { round: halfToEven, rounding: "RND_CONV" },
  CEIL: { round: Math.ceil, rounding: "RND_CONV" },
  FLOOR: { round: Math.floor, rounding: "TRN" },
  UP: { round: AWAY, rounding: "RND_CONV" },
  DOWN: { round: Math.trunc, rounding: "TRN_ZERO" },
  HALF_UP: { round: (v) => Math.sign(v) * Math.floor(Math.abs(v) + 0.5), rounding: "RND_INF" },
  HALF_DOWN: { round: (v) => Math.sign(v) * Math.ceil(Math.abs(v) - 0.5), rounding: "RND_ZERO" },
};

/** Limits of a `bits`-wide integer; `narrow` leaves out the most negative (or, unsigned, the greatest). */
interface Integers {
  readonly bits: number;
  readonly signed: boolean;
  readonly narrow: boolean;
}

function quant(cx: FoldContext): FloatTensor | undefined {
  const [scale, zeroPoint] = [operand(cx, 1), operand(cx, 2)];
  const mode = MODES[cx.string("rounding_mode", "ROUND").toUpperCase()];
  if (mode === undefined) return cx.refuse(`rounding_mode '${cx.string("rounding_mode", "ROUND")}' is unknown`);
  const bits = operand(cx, 3).data[0] ?? 0;
  if (operand(cx, 3).data.length !== 1 || !Number.isInteger(bits) || bits < 1 || bits > 64)
    return cx.refuse(
      `its bit width is [${Array.from(operand(cx, 3).data).join(", ")}]; one whole number in 1..64 is supported`,
    );
  const integers = { bits, signed: cx.int("signed", 1) !== 0, narrow: cx.int("narrow", 0) !== 0 };
  const levels = quantized(cx, integers, mode);
  const values = levels && rescaled(cx, levels);
  const precision = heldExactly(scale, zeroPoint, integers, mode.rounding);
  return values && { ...values, ...(precision === undefined ? {} : { precision }) };
}

/** round(clamp(x / scale + zeropt)), each step in the operand's float format as numpy does it. */
function quantized(cx: FoldContext, integers: Integers, mode: Mode): FloatTensor | undefined {
  const [x, scale, zeroPoint] = [operand(cx, 0), operand(cx, 1), operand(cx, 2)];
  const divided = broadcast(cx, x, scale, (v, s) => v / s);
  const ratio = divided && computed(divided.shape, x.dtype, divided.values);
  const shifted = ratio && broadcast(cx, ratio, zeroPoint, (v, zero) => v + zero);
  if (shifted === undefined) return undefined;
  const level = levelOf(integers, mode);
  return { ...x, shape: shifted.shape, data: computed(shifted.shape, x.dtype, shifted.values).data.map(level) };
}

function levelOf({ bits, signed, narrow }: Integers, mode: Mode): (value: number) => number {
  // One signed bit means +1 or -1, with neither clamp nor rounding.
  if (bits === 1 && signed) return (value) => (value >= 0 ? 1 : -1);
  const lo = signed ? -(2 ** (bits - 1)) + (narrow ? 1 : 0) : 0;
  const hi = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - (narrow ? 2 : 1);
  return (value) => mode.round(Math.min(hi, Math.max(lo, value)));
}

/** (level - zeropt) · scale */
function rescaled(cx: FoldContext, levels: FloatTensor): FloatTensor | undefined {
  const centred = broadcast(cx, levels, operand(cx, 2), (level, zero) => level - zero);
  const scaled =
    centred &&
    broadcast(cx, { ...levels, shape: centred.shape, data: centred.values }, operand(cx, 1), (v, s) => v * s);
  return scaled && computed(scaled.shape, levels.dtype, scaled.values);
}

/** The fixed-point type that a quantizer without zero point and with one power of two as scale gives its values. */
function heldExactly(
  scale: FloatTensor,
  zeroPoint: FloatTensor,
  integers: Integers,
  rounding: Rounding,
): ApFixed | undefined {
  const exponent = Math.log2(scale.data[0] ?? 0);
  const isOnePower = Number.isInteger(exponent) && scale.data.every((value) => value === 2 ** exponent);
  if (!isOnePower || zeroPoint.data.some((zero) => zero !== 0)) return undefined;
  const { bits, signed, narrow } = integers;
  // +1 and -1 take two bits.
  const width = signed ? Math.max(2, bits) : bits;
  return apFixed({ signed, width, int: width + exponent }, rounding, signed && narrow ? "SAT_SYM" : "SAT");
}

function bipolar(cx: FoldContext): FloatTensor | undefined {
  const [x, scale] = [operand(cx, 0), operand(cx, 1)];
  const signs = broadcast(cx, x, scale, (v, s) => (v >= 0 ? s : -s));
  const precision = heldExactly(
    scale,
    { ...scale, data: new Float64Array(1) },
    { bits: 1, signed: true, narrow: false },
    "RND_CONV",
  );
  return (
    signs && { ...computed(signs.shape, x.dtype, signs.values), ...(precision === undefined ? {} : { precision }) }
  );
}
