import { NUMBER_BITS, type OverflowCount } from "./arith.js";
import { carries, lowestHeld } from "./cast.js";
import { castDouble } from "./float.js";
import { type ApFixed, fraction, maxMantissa } from "./types.js";

/** Doubles from here on are integers; below, the fraction part of one is exact. */
const INTEGERS_FROM = 2 ** 52;

/**
 * `castDouble` for many finite values and one type of at most 53 bits: mantissas as doubles, values outside the type
 * counted. A value is scaled by a power of two, which is exact, so rounding sees the value itself.
 */
export function doubleCaster(to: ApFixed, overflows: OverflowCount): (value: number) => number {
  const slow = exactCaster(to, overflows);
  const frac = fraction(to);
  // Scaling down could lose bits of the smallest doubles, scaling far up overflows.
  if (to.width > NUMBER_BITS || frac < 0 || frac > 1000) return (value) => Number(slow(value));
  const unit = 2 ** frac;
  const lo = Number(lowestHeld(to));
  const hi = Number(maxMantissa(to));
  const wraps = to.overflow === "WRAP" && to.wrapBits === 0;
  const modulus = 2 ** to.width;
  return (value) => {
    const scaled = value * unit;
    if (!(Math.abs(scaled) < INTEGERS_FROM)) return Number(slow(value));
    const y = roundDouble(scaled, to);
    if (y >= lo && y <= hi) return y;
    if (!wraps) return Number(slow(value));
    overflows.count++;
    const low = y - Math.floor(y / modulus) * modulus;
    return low > hi ? low - modulus : low;
  };
}

/** `castDouble` that counts the values outside the type. */
export function exactCaster(to: ApFixed, overflows: OverflowCount): (value: number) => bigint {
  // Wide enough for any double: what it holds is the value after rounding alone.
  const rounded = { ...to, int: to.int + 2048, width: to.width + 2048, signed: true, wrapBits: 0 };
  return (value) => {
    const y = castDouble(value, rounded);
    if (y < lowestHeld(to) || y > maxMantissa(to)) overflows.count++;
    return castDouble(value, to);
  };
}

/** A double below 2^52 in size, rounded to an integer; -0 becomes 0. */
function roundDouble(scaled: number, { rounding }: ApFixed): number {
  const whole = Math.trunc(scaled);
  const rest = scaled - whole;
  if (rest === 0) return whole + 0;
  // The floor and what is above it, without computing 1 + rest, which would round.
  const floor = rest < 0 ? whole - 1 : whole;
  const half = Math.sign(rest < 0 ? rest + 0.5 : rest - 0.5);
  return (carries(rounding, scaled < 0, floor % 2 !== 0, false, half) ? floor + 1 : floor) + 0;
}
