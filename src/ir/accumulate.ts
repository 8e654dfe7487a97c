import { applyOverflow, roundShift } from "../fixed/cast.js";
import { type ApFixed, fraction, maxMantissa, minMantissa } from "../fixed/types.js";
import type { Interval } from "../fixed/interval.js";

/** A sum that is kept in a variable of one type. */
interface Accumulation {
  readonly accum: ApFixed;
  /** Fraction bits of the terms. */
  readonly fraction: number;
  /** Whether each term is assigned to the accumulator's type before the add, or only the sum after it. */
  readonly castsTerms: boolean;
}

/**
 * Bounds of a sum of terms in its accumulator. Saturation is followed step by step; plain wraps of terms that are cast
 * first cancel where the final sum fits; whatever else overflows may hold any value.
 */
export function accumulateRange(
  { accum, fraction: termFraction, castsTerms }: Accumulation,
  start: bigint,
  terms: Iterable<Interval>,
): Interval {
  const full = { lo: minMantissa(accum), hi: maxMantissa(accum) };
  const fits = (v: bigint): boolean => v >= full.lo && v <= full.hi;
  const saturates = accum.overflow === "SAT" || accum.overflow === "SAT_SYM";
  const wrapsFreely = castsTerms && accum.overflow === "WRAP" && accum.wrapBits === 0;
  const settle = (v: bigint): bigint => (saturates ? applyOverflow(v, accum) : v);
  const drop = termFraction - fraction(accum);
  const round = (v: bigint): bigint => roundShift(v, drop, accum.rounding);
  const up = BigInt(Math.max(0, drop));
  const add = (acc: bigint, term: bigint): bigint =>
    settle(castsTerms ? acc + settle(round(term)) : drop > 0 ? round((acc << up) + term) : acc + round(term));
  let [lo, hi, safe] = [start, start, true];
  for (const term of terms) {
    const termFits = !castsTerms || (fits(round(term.lo)) && fits(round(term.hi)));
    [lo, hi] = [add(lo, term.lo), add(hi, term.hi)];
    safe &&= saturates || wrapsFreely || (termFits && fits(lo) && fits(hi));
  }
  return safe && fits(lo) && fits(hi) ? { lo, hi } : full;
}
