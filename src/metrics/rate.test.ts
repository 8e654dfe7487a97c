import { describe, expect, test } from "vitest";
import { createRandom } from "../support/random.js";
import { eventsForRate, rateOf, thresholdAtRate } from "./rate.js";
import { CROSSING_RATE } from "./working-point.js";

/** Probability that a Poisson number of this mean is at most `count`. */
function poissonBelow(count: number, mean: number): number {
  let [term, sum] = [Math.exp(-mean), 0];
  for (let k = 0; k <= count; k++) {
    sum += term;
    term *= mean / (k + 1);
  }
  return sum;
}

describe("rates", () => {
  test("31 039 kHz for events that all pass", () => {
    expect(rateOf(1000, 1000).value).toBeCloseTo(31038.96, 2);
  });

  test.each([0, 1, 7, 99])("%d events: the limit is the mean that would give so few in 5 %% of cases", (passed) => {
    const total = 10_000_000;
    const { limit, high } = rateOf(passed, total);
    expect(poissonBelow(passed, ((limit ?? 0) / CROSSING_RATE) * total)).toBeCloseTo(0.05, 4);
    expect(limit).toBeGreaterThan(high);
  });

  test("no limit from a hundred events on, nor without events", () => {
    expect(rateOf(100, 1e6)).not.toHaveProperty("limit");
    expect(rateOf(0, 0)).not.toHaveProperty("limit");
    expect(rateOf(3, 3).limit).toBe(CROSSING_RATE);
  });

  test("the lowest threshold that keeps the rate, ties and all", () => {
    const random = createRandom(1, "rates");
    const scores = Array.from({ length: 50_000 }, () => Math.floor(40 * random.exponential()));
    const { threshold, rate } = thresholdAtRate(scores, 500);
    expect(rate.passed).toBe(scores.filter((score) => score >= threshold).length);
    expect(rate.value).toBeLessThanOrEqual(500);
    const next = Math.max(...scores.filter((score) => score < threshold));
    expect(rateOf(scores.filter((score) => score >= next).length, scores.length).value).toBeGreaterThan(500);
  });

  test("1 kHz needs 3.1 million events", () => {
    expect(eventsForRate(1)).toBe(3_103_896);
    expect(rateOf(100, eventsForRate(1)).value).toBeCloseTo(1, 6);
  });
});
