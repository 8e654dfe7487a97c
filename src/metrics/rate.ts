import { betaQuantile } from "./beta.js";
import { countShare } from "./share.js";
import { CROSSING_RATE, thresholdAt } from "./working-point.js";

/** Fewer passing events than this measure a rate to worse than 10 %. */
const ENOUGH = 100;
const CONFIDENCE = 0.95;

/** Rate of a trigger in kHz, from how many of the minimum-bias events pass. */
export interface Rate {
  readonly passed: number;
  readonly total: number;
  readonly value: number;
  /** Central interval of 68.27 %. */
  readonly low: number;
  readonly high: number;
  /** Upper limit at 95 % confidence; there where fewer than 100 events pass, which should be quoted instead. */
  readonly limit?: number;
}

/**
 * The upper limit is Clopper's and Pearson's, which for as few as pass here is that of a Poisson number: 3.0 events where
 * none passes. NaN where there are no events.
 */
export function rateOf(passed: number, total: number): Rate {
  const share = countShare(passed, total);
  const [value, low, high] = [share.value, share.low, share.high].map((part) => part * CROSSING_RATE) as Three;
  const rate = { passed, total, value, low, high };
  if (passed >= ENOUGH || total === 0) return rate;
  return {
    ...rate,
    limit: CROSSING_RATE * (passed === total ? 1 : betaQuantile(CONFIDENCE, passed + 1, total - passed)),
  };
}

type Three = [number, number, number];

/** The lowest threshold on scores [N] of minimum bias that keeps the rate at or below `most` (kHz), and that rate. */
export function thresholdAtRate(scores: ArrayLike<number>, most: number): { threshold: number; rate: Rate } {
  const threshold = thresholdAt({ scores, signal: new Uint8Array(scores.length) }, most / CROSSING_RATE);
  let passed = 0;
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) >= threshold) passed++;
  return { threshold, rate: rateOf(passed, scores.length) };
}

/** Minimum-bias events of which a hundred pass at a rate (kHz), enough to quote it without a limit. */
export function eventsForRate(rate: number): number {
  return Math.round((ENOUGH * CROSSING_RATE) / rate);
}
