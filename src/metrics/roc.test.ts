import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../support/random.js";
import { aucDifference, aucWithError } from "./auc-error.js";
import type { BinarySample } from "./binary-sample.js";
import { bootstrapError } from "./bootstrap.js";
import { ascending } from "./order.js";
import { auc, rocCurve, thinned } from "./roc.js";

/** Two normal distributions of width 1, `apart` from one another. */
function gaussians(events: number, apart: number, seed = 1): BinarySample {
  const { normal } = createRandom(seed, "two Gaussians");
  const signal = Uint8Array.from({ length: events }, (_, i) => i % 2);
  return { signal, scores: Float64Array.from(signal, (kind) => normal() + kind * apart) };
}

/** Phi(apart / sqrt 2), by the error function's series. */
function gaussianAuc(apart: number): number {
  const x = apart / 2;
  let [sum, term] = [0, x];
  for (let n = 0; n < 60; n++) {
    sum += term / (2 * n + 1);
    term *= (-x * x) / (n + 1);
  }
  return 0.5 + sum / Math.sqrt(Math.PI);
}

/** Every pair of a signal and a background event. */
function pairwise({ scores, signal, weights }: BinarySample): number {
  let [won, all] = [0, 0];
  for (let i = 0; i < scores.length; i++)
    for (let j = 0; j < scores.length; j++) {
      if (!signal[i] || signal[j]) continue;
      const weight = (weights?.[i] ?? 1) * (weights?.[j] ?? 1);
      const [a, b] = [scores[i] as number, scores[j] as number];
      won += weight * (a > b ? 1 : a === b ? 0.5 : 0);
      all += weight;
    }
  return won / all;
}

const event = fc.record({
  score: fc.integer({ min: -4, max: 4 }),
  signal: fc.nat(1),
  weight: fc.integer({ min: -1, max: 4 }),
});
const samples = fc.array(event, { minLength: 2, maxLength: 40 }).map((events): BinarySample => {
  return {
    scores: events.map(({ score }) => score),
    signal: events.map(({ signal }) => signal),
    weights: events.map(({ weight }) => weight),
  };
});

describe("order", () => {
  it("is that of a comparing sort, stable", () => {
    const doubles = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 3 }), fc.constant(-0)));
    fc.assert(
      fc.property(doubles, (values) => {
        const expected = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
        // Differences of infinities are NaN.
        fc.pre(values.every((value) => Number.isFinite(value)));
        expect([...ascending(values)]).toEqual(expected);
      }),
    );
  });

  it("takes infinities", () => {
    expect([...ascending([1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1])]).toEqual([2, 3, 0, 1]);
  });
});

describe("area under the curve", () => {
  it("is that of all pairs, and of the trapezoids, with ties and weights of both signs", () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const expected = pairwise(sample);
        fc.pre(Number.isFinite(expected));
        const { signal, background } = rocCurve(sample);
        const area = background.reduce(
          (sum, x, i) =>
            i === 0 ? 0 : sum + ((x - (background[i - 1] ?? 0)) * ((signal[i] ?? 0) + (signal[i - 1] ?? 0))) / 2,
          0,
        );
        expect(auc(sample)).toBeCloseTo(expected, 10);
        expect(area).toBeCloseTo(expected, 10);
        expect(aucWithError(sample).value).toBeCloseTo(expected, 10);
      }),
    );
  });

  it.each([0, 0.5, 1, 2])("of two Gaussians %d apart is Phi(d / sqrt 2) within three errors", (apart) => {
    const { value, error } = aucWithError(gaussians(40_000, apart));
    expect(Math.abs(value - gaussianAuc(apart))).toBeLessThan(3 * error);
    expect(error).toBeLessThan(0.003);
  });

  it("is exact for counts", () => {
    expect(auc({ scores: [1, 1, 1, 0], signal: [1, 1, 0, 0] })).toBe(0.75);
    expect(auc({ scores: [3, 3], signal: [1, 0] })).toBe(0.5);
    expect(auc({ scores: [3, 2], signal: [1, 1] })).toBeNaN();
  });

  it("of a million events takes less than a second of computing", () => {
    const sample = gaussians(1_000_000, 1);
    const start = process.cpuUsage();
    const area = auc(sample);
    expect(process.cpuUsage(start).user).toBeLessThan(1e6);
    expect(area).toBeCloseTo(gaussianAuc(1), 2);
  });
});

describe("error of the area", () => {
  it("is the formula of DeLong, term by term", () => {
    const sample = gaussians(60, 0.7);
    const rounded = { ...sample, scores: Float64Array.from(sample.scores, (score) => Math.round(2 * score)) };
    const area = pairwise(rounded);
    const variance = [1, 0].reduce((sum, kind) => {
      const own = [...rounded.scores].filter((_, i) => rounded.signal[i] === kind);
      const other = [...rounded.scores].filter((_, i) => rounded.signal[i] !== kind);
      const parts = own.map((score) => {
        const better = other.map((o) => (o === score ? 0.5 : kind === 1 ? Number(score > o) : Number(o > score)));
        return better.reduce((total, each) => total + each, 0) / other.length;
      });
      const squares = parts.reduce((total, part) => total + (part - area) ** 2, 0);
      return sum + squares / (own.length - 1) / own.length;
    }, 0);
    expect(aucWithError(rounded).error).toBeCloseTo(Math.sqrt(variance), 12);
  });

  it("of weighted events is that of the bootstrap", () => {
    const { exponential } = createRandom(3, "weights");
    const sample = gaussians(2000, 1);
    const weights = Float64Array.from(sample.signal, () => exponential() - 0.1);
    const { error } = aucWithError({ ...sample, weights });
    const statistic = (replica: Float64Array): number => auc({ ...sample, weights: replica });
    const bootstrap = bootstrapError(weights, statistic, { seed: 5, replicas: 400 });
    expect(error / bootstrap).toBeGreaterThan(0.85);
    expect(error / bootstrap).toBeLessThan(1.15);
  });

  it("of a difference is small where scores are nearly the same, and covers it", () => {
    const sample = gaussians(4000, 1);
    const rounded = Float64Array.from(sample.scores, (score) => Math.round(8 * score) / 8);
    const { value, error } = aucDifference(sample, rounded);
    expect(error).toBeLessThan(aucWithError(sample).error / 10);
    expect(Math.abs(value)).toBeLessThan(4 * error);
    expect(aucDifference(sample, sample.scores)).toEqual({ value: 0, error: 0 });
  });
});

it("a thinned curve keeps its ends and its shape", () => {
  const curve = rocCurve(gaussians(100_000, 2));
  const few = thinned(curve, 200);
  expect(few.signal.length).toBeLessThan(600);
  expect(few.signal.length).toBeGreaterThan(100);
  expect([few.signal[0], few.signal.at(-1), few.background.at(-1)]).toEqual([0, 1, 1]);
  for (let i = 1; i < few.signal.length; i++)
    expect((few.signal[i] ?? 0) - (few.signal[i - 1] ?? 0)).toBeLessThan(0.05);
});
