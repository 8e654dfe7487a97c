import { InternalError } from "../support/errors.js";
import { applyOverflow, lowestHeld, roundShift } from "./cast.js";
import { type ApFixed, fraction, maxMantissa } from "./types.js";

/** A finite double as an exact integer times a power of two. */
export function decompose(value: number): { mantissa: bigint; exponent: number } {
  if (!Number.isFinite(value)) throw new InternalError(`${value} has no exact value`);
  if (value === 0) return { mantissa: 0n, exponent: 0 };
  let exponent = Math.max(-1074, Math.floor(Math.log2(Math.abs(value))) - 52);
  // log2 rounds; one step back guarantees that scaling stays exact.
  while (Math.abs(value) / 2 ** exponent >= 2 ** 53) exponent++;
  let mantissa = scale(value, -exponent);
  while (!Number.isInteger(mantissa)) {
    exponent--;
    mantissa = scale(value, -exponent);
  }
  return { mantissa: BigInt(mantissa), exponent };
}

/** value · 2^bits in two steps, since 2^1074 is no double. */
function scale(value: number, bits: number): number {
  const first = Math.trunc(bits / 2);
  return value * 2 ** first * 2 ** (bits - first);
}

/** The mantissa that a variable of type `to` holds after being assigned a double (infinities: saturated, or 0). */
export function castDouble(value: number, to: ApFixed): bigint {
  if (!Number.isFinite(value)) {
    if (to.overflow === "WRAP" || to.overflow === "SAT_ZERO") return 0n;
    return value > 0 ? maxMantissa(to) : lowestHeld(to);
  }
  const { mantissa, exponent } = decompose(value);
  return applyOverflow(roundShift(mantissa, -exponent - fraction(to), to.rounding), to);
}

/** The nearest double to mantissa · 2^-frac, ties to even; exact up to 53 significant bits. */
export function toDouble(mantissa: bigint, frac: number): number {
  return roundTo(mantissa, frac, 53);
}

/** The nearest float32 to mantissa · 2^-frac, ties to even (one rounding, not two). */
export function toFloat32(mantissa: bigint, frac: number): number {
  return Math.fround(roundTo(mantissa, frac, 24));
}

function roundTo(mantissa: bigint, frac: number, bits: number): number {
  const length = (mantissa < 0n ? -mantissa : mantissa).toString(2).length;
  const drop = Math.max(0, length - bits);
  return scale(Number(roundShift(mantissa, drop, "RND_CONV")), drop - frac);
}
