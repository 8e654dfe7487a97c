import { betaQuantile } from "./beta.js";

/** Probability of a normal variable below minus one standard deviation: what an interval of one sigma leaves out. */
const TAIL = 0.15865525393145707;

/** A share with its central interval of 68.27 %. All three are NaN where there is nothing to share. */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Events on their way to a share: sums of weights and of their squares. */
export interface Tally {
  passed: number;
  passedSquares: number;
  total: number;
  totalSquares: number;
}

export const emptyTally = (): Tally => ({ passed: 0, passedSquares: 0, total: 0, totalSquares: 0 });

export function addTo(tally: Tally, passed: boolean, weight: number): void {
  tally.total += weight;
  tally.totalSquares += weight * weight;
  if (!passed) return;
  tally.passed += weight;
  tally.passedSquares += weight * weight;
}

/**
 * Share of passing events with the interval of Clopper and Pearson (Biometrika 26 (1934) 404), which covers at least
 * 68.27 % for every true share. Weighted events count as (sum of weights)^2 / (sum of squared weights) ones. Where
 * negative weights lead out of [0, 1], the interval is that of error propagation instead.
 */
export function shareOf({ passed, passedSquares, total, totalSquares }: Tally): Share {
  if (total === 0) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const value = passed / total;
  if (value < 0 || value > 1) {
    const failedSquares = totalSquares - passedSquares;
    const error = Math.sqrt(passedSquares * (1 - value) ** 2 + failedSquares * value ** 2) / Math.abs(total);
    return { value, low: value - error, high: value + error };
  }
  const events = (total * total) / totalSquares;
  const successes = value * events;
  return {
    value,
    low: value === 0 ? 0 : betaQuantile(TAIL, successes, events - successes + 1),
    high: value === 1 ? 1 : betaQuantile(1 - TAIL, successes + 1, events - successes),
  };
}

/** Share of `passed` in `total` events without weights. */
export function countShare(passed: number, total: number): Share {
  return shareOf({ passed, passedSquares: passed, total, totalSquares: total });
}
