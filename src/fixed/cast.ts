import { assertNever } from "../support/errors.js";
import { type ApFixed, fraction, maxMantissa, minMantissa, type Rounding } from "./types.js";

/**
 * Assignment to a fixed-point variable, in exact integers: quantization, then overflow.
 * Source: AMD UG1399 (quantization and overflow modes); formulas of SystemC IEEE 1666-2011, 7.10.9.
 */

/** Integer q + c nearest to value / 2^drop by the rounding mode; a negative `drop` shifts left exactly. */
export function roundShift(value: bigint, drop: number, mode: Rounding): bigint {
  if (drop <= 0) return value << BigInt(-drop);
  const shift = BigInt(drop);
  const q = value >> shift;
  const r = value - (q << shift);
  const half = 1n << (shift - 1n);
  return carries(mode, value < 0n, (q & 1n) === 1n, r === 0n, r > half ? 1 : r === half ? 0 : -1) ? q + 1n : q;
}

/** Whether the floor must be raised by one, from the sign, the parity of the floor, and remainder against one half. */
export function carries(mode: Rounding, negative: boolean, odd: boolean, exact: boolean, half: number): boolean {
  switch (mode) {
    case "TRN":
      return false;
    case "TRN_ZERO":
      return negative && !exact;
    case "RND":
      return half >= 0;
    case "RND_ZERO":
      return half > 0 || (half === 0 && negative);
    case "RND_INF":
      return half > 0 || (half === 0 && !negative);
    case "RND_MIN_INF":
      return half > 0;
    case "RND_CONV":
      return half > 0 || (half === 0 && odd);
    default:
      return assertNever(mode, "rounding mode");
  }
}

/** The mantissa that a variable of type `to` holds after being assigned a full-width one. */
export function applyOverflow(value: bigint, to: ApFixed): bigint {
  const lo = lowestHeld(to);
  const hi = maxMantissa(to);
  if (value >= lo && value <= hi) return value;
  switch (to.overflow) {
    case "SAT":
    case "SAT_SYM":
      return value < lo ? lo : hi;
    case "SAT_ZERO":
      return 0n;
    case "WRAP":
      return to.wrapBits === 0 ? wrap(value, to) : wrapSaturating(value, to);
    default:
      return assertNever(to.overflow, "overflow mode");
  }
}

/** The least mantissa that an assignment leaves as it is. A signed 1-bit type has no symmetric range: it keeps -1. */
export function lowestHeld(to: ApFixed): bigint {
  return to.overflow === "SAT_SYM" && to.signed && to.width > 1 ? -maxMantissa(to) : minMantissa(to);
}

function wrap(value: bigint, to: ApFixed): bigint {
  return to.signed ? BigInt.asIntN(to.width, value) : BigInt.asUintN(to.width, value);
}

/** AP_WRAP with N >= 1 saturated bits: the sign is kept, the next N-1 bits are its complement, the rest wrap. */
function wrapSaturating(value: bigint, to: ApFixed): bigint {
  const n = Math.min(to.wrapBits, to.width);
  const kept = BigInt.asUintN(to.width - n, value);
  const top = ((1n << BigInt(n)) - 1n) << BigInt(to.width - n);
  if (!to.signed) return kept | top;
  const sign = 1n << BigInt(to.width - 1);
  return BigInt.asIntN(to.width, value < 0n ? sign | kept : (top ^ sign) | kept);
}

/** Mantissa of `value · 2^-fromFraction` after assignment to a variable of type `to`. */
export function castMantissa(value: bigint, fromFraction: number, to: ApFixed): bigint {
  return applyOverflow(roundShift(value, fromFraction - fraction(to), to.rounding), to);
}
