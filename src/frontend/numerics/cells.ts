import { castDouble, toDouble } from "../../fixed/float.js";
import { type ApFixed, apFixed, bitLength, fraction, typeOfRange } from "../../fixed/types.js";
import type { TableLookup } from "../../ir/import.js";
import { constantTensor } from "../../ir/tensor.js";

/** Bits that a type chosen here may have: enough for every published trigger network, few enough for one DSP input. */
export const PROPOSED_WIDTH = 16;

/** A domain of mantissas with `frac` fraction bits. */
export interface Domain {
  readonly lo: bigint;
  readonly hi: bigint;
  readonly frac: number;
}

/**
 * A table of a monotone (rising or falling) function over a domain: the fewest cells of 2^shift neighbouring mantissas that `size` entries
 * allow, each holding the function at the middle of its cell. Ends on which the table type can't tell values apart
 * are left to the clamp of the index.
 */
export function tableOver(domain: Domain, fn: (x: number) => number, type: ApFixed, size: number): TableLookup {
  const { lo, hi } = trimmed(domain, fn, type);
  let shift = 0n;
  while ((hi >> shift) - (lo >> shift) + 1n > BigInt(size)) shift++;
  const first = lo >> shift;
  const count = Number((hi >> shift) - first) + 1;
  const entries = Array.from({ length: count }, (_, k) => {
    const start = (first + BigInt(k)) << shift;
    const end = start + (1n << shift) - 1n;
    const from = start < lo ? lo : start;
    const to = end > hi ? hi : end;
    return castDouble(fn(toDouble(from + to, domain.frac + 1)), type);
  });
  const index = { multiplier: 1, shift: Number(shift), offset: Number(-first), divide: "floor" } as const;
  return { index, table: constantTensor([count], type, entries) };
}

/** The domain without the ends on which the function's entry does not change. */
function trimmed(domain: Domain, fn: (x: number) => number, type: ApFixed): { lo: bigint; hi: bigint } {
  const entry = (m: bigint): bigint => castDouble(fn(toDouble(m, domain.frac)), type);
  const { lo, hi } = domain;
  const low = lastWhere(lo, hi, (m) => entry(m) === entry(lo));
  const high = -lastWhere(-hi, -low, (m) => entry(-m) === entry(hi));
  return { lo: low, hi: high < low ? low : high };
}

/** The greatest m in [lo, hi] with holds(m), where holds is true up to some point and false after it. */
function lastWhere(lo: bigint, hi: bigint, holds: (m: bigint) => boolean): bigint {
  let [good, bad] = [lo, hi + 1n];
  while (bad - good > 1n) {
    const middle = (good + bad) >> 1n;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** The type of at most `width` bits, rounding to nearest, whose integer bits hold all of the values. */
export function typeForValues(values: Iterable<number>, width = PROPOSED_WIDTH): ApFixed {
  const probe = apFixed({ signed: true, width: 2200, int: 1100 }, "RND_INF");
  let [lo, hi, used] = [0n, 0n, 0n];
  for (const value of values) {
    const mantissa = castDouble(value, probe);
    if (mantissa < lo) lo = mantissa;
    if (mantissa > hi) hi = mantissa;
    used |= mantissa < 0n ? -mantissa : mantissa;
  }
  if (used === 0n) return apFixed({ signed: false, width: 1, int: 1 });
  const full = typeOfRange(lo, hi, fraction(probe));
  // Trailing zero bits that all values share need no place in the type.
  const trailing = bitLength(used & -used) - 1;
  const exact = Math.max(1, full.width - trailing);
  if (exact <= width) return apFixed({ signed: full.signed, width: exact, int: full.int }, "RND", "SAT");
  return apFixed({ signed: full.signed, width, int: full.int }, "RND_CONV", "SAT");
}
