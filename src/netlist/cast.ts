import { lowestHeld } from "../fixed/cast.js";
import { type ApFixed, fraction, maxMantissa, minMantissa, type Rounding } from "../fixed/types.js";
import { assertNever } from "../support/errors.js";
import type { Wire } from "./cell.js";
import { magnitudeBits, within } from "./range.js";
import type { Recorder } from "./record.js";
import type { WireArith } from "./simplify.js";

/** Cells of an assignment to a fixed-point type; the law is `src/fixed/cast.ts`. */
export function castWire(
  recorder: Recorder,
  ar: WireArith,
  fromFraction: number,
  to: ApFixed,
  counter: number | undefined,
): (value: Wire) => Wire {
  const held = { lo: lowestHeld(to), hi: maxMantissa(to) };
  const drop = fromFraction - fraction(to);
  return (value) => {
    const rounded = drop > 0 ? round(recorder, ar, value, drop, to.rounding) : ar.shiftLeft(value, -drop);
    if (within(recorder.rangeOf(rounded), held)) return rounded;
    if (counter !== undefined) recorder.tally(rounded, held, counter);
    return overflow(ar, rounded, to);
  };
}

/** The integer nearest to a / 2^drop by the rounding mode. All of them are half-up roundings of a or of a - 1. */
function round(recorder: Recorder, ar: WireArith, a: Wire, drop: number, mode: Rounding): Wire {
  const driver = recorder.cellOf(a);
  if (mode === "TRN" || (driver.op === "shl" && driver.bits >= drop)) return ar.shiftRight(a, drop);
  const range = recorder.rangeOf(a);
  const lowered = ar.sub(a, ar.of(1n));
  const sign = ar.shiftRight(a, magnitudeBits(range));
  switch (mode) {
    case "TRN_ZERO":
      return ar.quotient(a, ar.of(1n << BigInt(drop)));
    case "RND":
      return roundHalfUp(ar, a, drop);
    case "RND_ZERO": {
      const towardZero = ar.sub(a, ar.add(sign, ar.of(1n)));
      // Negative values stay as they are, so that the lowest one does not need another bit.
      const kept = range.lo < 0n ? recorder.assume(towardZero, range) : towardZero;
      return roundHalfUp(ar, kept, drop);
    }
    case "RND_INF":
      return roundHalfUp(ar, ar.add(a, sign), drop);
    case "RND_MIN_INF":
      return roundHalfUp(ar, lowered, drop);
    case "RND_CONV": {
      const odd = ar.wrap(ar.shiftRight(a, drop), false, 1);
      return roundHalfUp(ar, ar.add(lowered, odd), drop);
    }
    default:
      return assertNever(mode, "rounding mode");
  }
}

/** floor(a / 2^drop + 1/2), without a sum that is wider than a. */
function roundHalfUp(ar: WireArith, a: Wire, drop: number): Wire {
  return ar.shiftRight(ar.add(ar.shiftRight(a, drop - 1), ar.of(1n)), 1);
}

/** What the type holds of a value that may lie outside of it. */
function overflow(ar: WireArith, y: Wire, to: ApFixed): Wire {
  const [lo, hi] = [lowestHeld(to), maxMantissa(to)];
  const heldOr = (outside: Wire): Wire => ar.select(y, ar.of(lo), outside, ar.select(ar.of(hi), y, outside, y));
  switch (to.overflow) {
    case "SAT":
    case "SAT_SYM":
      return ar.clamp(y, lo, hi);
    case "SAT_ZERO":
      return heldOr(ar.of(0n));
    case "WRAP":
      return to.wrapBits === 0 ? ar.wrap(y, to.signed, to.width) : heldOr(wrapSaturating(ar, y, to));
    default:
      return assertNever(to.overflow, "overflow mode");
  }
}

/** The sign is kept, the next bits that are saturated are its complement, the rest wrap. */
function wrapSaturating(ar: WireArith, y: Wire, to: ApFixed): Wire {
  const free = to.width - Math.min(to.wrapBits, to.width);
  const kept = free === 0 ? ar.of(0n) : ar.wrap(y, false, free);
  const top = maxMantissa(to) + 1n - (1n << BigInt(free));
  return ar.add(kept, to.signed ? ar.select(y, ar.of(0n), ar.of(minMantissa(to)), ar.of(top)) : ar.of(top));
}
