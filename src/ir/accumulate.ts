import { applyOverflow, lowestHeld, roundShift } from "../fixed/cast.js";
import { hull, type Interval } from "../fixed/interval.js";
import { type ApFixed, fraction, maxMantissa, minMantissa } from "../fixed/types.js";

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

/**
 * Bounds of what is added up, at `drop` fewer fraction bits, before the first of the terms and after every one; every
 * single term lies in them too.
 */
export function partialSums(terms: Iterable<Interval>, drop = 0): Interval {
  const [down, up] = [BigInt(Math.max(0, drop)), BigInt(Math.max(0, -drop))];
  let [lo, hi] = [0n, 0n];
  for (const term of terms) {
    if (term.lo < 0n) lo += (term.lo << up) >> down;
    if (term.hi > 0n) hi -= -(term.hi << up) >> down;
  }
  return { lo, hi };
}

/** A sum's first value, in the accumulator, and its terms. */
interface Sum {
  readonly start: bigint;
  readonly terms: Iterable<Interval>;
}

/**
 * Bounds of an accumulator at any time in any of the sums, whose terms have `drop` more fraction bits than it. One that
 * is kept in a type may hold whatever that holds once it can overflow.
 */
export function accumulatorBounds(sums: Iterable<Sum>, drop: number, accum: ApFixed | undefined): Interval {
  const ends: bigint[] = [];
  for (const { start, terms } of sums) {
    const { lo, hi } = partialSums(terms, drop);
    // Whatever the rounding, a term that fits becomes one of the integers around it, so nothing overflows here.
    const fits = (v: bigint): boolean => accum === undefined || (v >= lowestHeld(accum) && v <= maxMantissa(accum));
    if (accum !== undefined && ![lo, hi, start + lo, start + hi].every(fits))
      return { lo: minMantissa(accum), hi: maxMantissa(accum) };
    ends.push(start + lo, start + hi);
  }
  return hull(ends);
}
