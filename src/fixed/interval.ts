/** Bounds of one integer. */
export interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

export function hull(values: readonly bigint[]): Interval {
  let [lo, hi] = [values[0] ?? 0n, values[0] ?? 0n];
  for (const value of values) {
    if (value < lo) lo = value;
    if (value > hi) hi = value;
  }
  return { lo, hi };
}

export function multiply(a: Interval, b: Interval): Interval {
  return hull([a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi]);
}

/** x · x, which is never negative. */
export function square({ lo, hi }: Interval): Interval {
  const ends = [lo * lo, hi * hi];
  return hull(lo <= 0n && hi >= 0n ? [0n, ...ends] : ends);
}

/** a / b truncated toward zero, where a division by zero gives zero. */
export function divide(a: Interval, b: Interval): Interval {
  const values: bigint[] = b.lo <= 0n && b.hi >= 0n ? [0n] : [];
  // The quotient is monotone in either operand as long as the divisor keeps its sign, so its ends are at the corners.
  const divisors = [b.lo, b.hi, b.lo < 0n && b.hi >= 0n ? -1n : 0n, b.lo <= 0n && b.hi > 0n ? 1n : 0n];
  for (const divisor of divisors) if (divisor !== 0n) values.push(a.lo / divisor, a.hi / divisor);
  return hull(values);
}
