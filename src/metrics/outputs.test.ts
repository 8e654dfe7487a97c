import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../support/random.js";
import { bootstrapError } from "./bootstrap.js";
import { calibration } from "./calibration.js";
import { confusion, decisions, oneVsOne, oneVsRest } from "./class-scores.js";
import { moments, quantiles, shareWithin } from "./distribution.js";
import { auc } from "./roc.js";
import { twoSampleTest } from "./two-sample.js";
import { CROSSING_RATE, flips, passing, thresholdAt, workingPointAt } from "./working-point.js";

function normals(count: number, stream: string): Float64Array {
  const { normal } = createRandom(7, stream);
  return Float64Array.from({ length: count }, normal);
}

describe("classes", () => {
  const sample = { scores: [0.7, 0.2, 0.1, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4], classes: 3, labels: [0, 1, 0] };

  it("one against the rest takes the class' own score", () => {
    expect(oneVsRest(sample, 0)).toMatchObject({
      signal: Uint8Array.of(1, 0, 1),
      scores: Float64Array.of(0.7, 0.1, 0.3),
    });
  });

  it("one against one takes the two classes alone", () => {
    const ratio = oneVsOne({ ...sample, labels: [0, 1, 2], weights: [1, 2, 3] }, 0, 1, "ratio");
    expect(ratio.scores).toEqual(Float64Array.of(0.7 / (0.7 + 0.2), 0.1 / (0.1 + 0.8)));
    expect(ratio).toMatchObject({ signal: Uint8Array.of(1, 0), weights: Float64Array.of(1, 2) });
    expect(oneVsOne({ scores: [0, 0], classes: 2, labels: [1] }, 0, 1, "ratio").scores).toEqual(Float64Array.of(0.5));
    expect(oneVsOne({ scores: [-1, 2], classes: 2, labels: [1] }, 0, 1, "difference").scores).toEqual(
      Float64Array.of(-3),
    );
  });

  it("both discriminants order softmax scores alike", () => {
    const logits = normals(600, "logits");
    const labels = Uint8Array.from({ length: 200 }, (_, i) => i % 3);
    const scores = logits.map((logit, i) => {
      const row = logits.subarray(i - (i % 3), i - (i % 3) + 3);
      return Math.exp(logit) / row.reduce((sum, each) => sum + Math.exp(each), 0);
    });
    const byRatio = auc(oneVsOne({ scores, classes: 3, labels }, 0, 2, "ratio"));
    expect(byRatio).toBeCloseTo(auc(oneVsOne({ scores: logits, classes: 3, labels }, 0, 2, "difference")), 12);
  });

  it("decisions are the first of the greatest scores", () => {
    expect([...decisions([1, 3, 3, 2, 2, 1], 3)]).toEqual([1, 0]);
    expect(confusion(sample)).toEqual([
      [1, 0, 1],
      [0, 1, 0],
      [0, 0, 0],
    ]);
  });
});

describe("calibration", () => {
  it("of true probabilities is good, of squared ones as bad as the integral says", () => {
    const { uniform } = createRandom(1, "calibration");
    const truth = Float64Array.from({ length: 200_000 }, uniform);
    const signal = Uint8Array.from(truth, (p) => (uniform() < p ? 1 : 0));
    expect(calibration({ scores: truth, signal }).expectedError.value).toBeLessThan(0.004);
    const squared = calibration({ scores: truth.map((p) => p * p), signal }, 20);
    // The integral of p - p^2 is 1/6.
    expect(Math.abs(squared.expectedError.value - 1 / 6)).toBeLessThan(3 * squared.expectedError.error);
    expect(squared.maximumError).toBeLessThan(0.27);
  });

  it("has the error that replicas have", () => {
    const { uniform, exponential } = createRandom(2, "calibration");
    const truth = Float64Array.from({ length: 3000 }, uniform);
    const sample = {
      scores: truth.map((p) => p * p),
      signal: Uint8Array.from(truth, (p) => (uniform() < p ? 1 : 0)),
      weights: truth.map(exponential),
    };
    const { error } = calibration(sample).expectedError;
    const expected = (weights: Float64Array): number => calibration({ ...sample, weights }).expectedError.value;
    const bootstrap = bootstrapError(sample.weights, expected, { seed: 1, replicas: 200 });
    expect(error / bootstrap).toBeGreaterThan(0.85);
    expect(error / bootstrap).toBeLessThan(1.15);
  });

  it("knows empty bins", () => {
    const { bins, expectedError } = calibration({ scores: [0.05, 1], signal: [0, 1] }, 10);
    expect(bins[0]).toMatchObject({ events: 1, meanScore: 0.05, value: 0 });
    expect(bins[9]).toMatchObject({ events: 1, meanScore: 1, value: 1 });
    expect(bins[5]).toMatchObject({ events: 0, meanScore: Number.NaN, value: Number.NaN });
    expect(expectedError.value).toBeCloseTo(0.025, 12);
  });
});

describe("working point", () => {
  it("is the lowest score of background that keeps its share", () => {
    const scores = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.nat(1)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 1, noNaN: true }), (events, share) => {
        const sample = { scores: events.map(([score]) => score), signal: events.map(([, signal]) => signal) };
        fc.pre(sample.signal.includes(0));
        const passed = (threshold: number): number => {
          const background = events.filter(([, signal]) => signal === 0);
          return background.filter(([score]) => score >= threshold).length / background.length;
        };
        const fits = events.filter(([score]) => passed(score) <= share + 1e-12);
        const background = fits.filter(([, signal]) => signal === 0);
        const candidates = background.length > 0 ? background : fits;
        expect(thresholdAt(sample, share + 1e-12)).toBe(Math.min(...candidates.map(([score]) => score)));
      }),
    );
  });

  it("has the efficiency of two Gaussians, with an error that covers it", () => {
    const noise = normals(20_000, "working point");
    const signal = Uint8Array.from(noise, (_, i) => i % 2);
    const sample = { scores: noise.map((value, i) => value + 1.2 * (i % 2)), signal };
    const share = 0.15865525393145707;
    const point = workingPointAt(sample, share);
    // One sigma: the threshold is 1, the efficiency Phi(0.2).
    expect(point.threshold).toBeCloseTo(1, 1);
    expect(Math.abs(point.signal.value - 0.57926)).toBeLessThan(3 * point.signalError);
    // Beside the binomial error there is that of the threshold, of as many events, times the ratio of the densities.
    const binomial = Math.sqrt((0.579 * 0.421) / 10_000);
    const ofThreshold = (Math.sqrt((0.1587 * 0.8413) / 10_000) * 0.391) / 0.242;
    expect(point.signalError / Math.hypot(binomial, ofThreshold)).toBeGreaterThan(0.9);
    expect(point.signalError / Math.hypot(binomial, ofThreshold)).toBeLessThan(1.1);
    const efficiency = (weights: Float64Array): number => {
      const replica = { ...sample, weights };
      return passing(replica, thresholdAt(replica, share)).signal.value;
    };
    const bootstrap = bootstrapError(20_000, efficiency, { seed: 3, replicas: 150 });
    expect(point.signalError / bootstrap).toBeGreaterThan(0.8);
    expect(point.signalError / bootstrap).toBeLessThan(1.2);
    expect(passing(sample, 1e9)).toMatchObject({ signal: { value: 0, low: 0 }, background: { value: 0 } });
  });

  it("of a rate is a share of the crossings", () => {
    expect(CROSSING_RATE).toBeCloseTo(31_038.96, 2);
  });

  it("counts decisions that differ", () => {
    const first = { scores: [1, 2, 3, 4], threshold: 2.5 };
    expect(flips(first, { scores: [3, 2, 2, 4], threshold: 2.5 })).toMatchObject({
      share: { value: 0.5 },
      lost: { value: 0.25 },
      gained: { value: 0.25 },
    });
    expect(flips(first, first, [1, 2, 1, 1]).share.value).toBe(0);
  });
});

describe("distribution of residuals", () => {
  it("has the moments and quantiles of a Gaussian within their errors", () => {
    const values = normals(40_000, "residuals").map((value) => 3 + 2 * value);
    const { mean, rms } = moments(values);
    expect(Math.abs(mean.value - 3)).toBeLessThan(3 * mean.error);
    expect(Math.abs(rms.value - 2)).toBeLessThan(3 * rms.error);
    expect(rms.error).toBeCloseTo(2 / Math.sqrt(80_000), 3);
    const [low, median] = quantiles(values, [0.15865525393145707, 0.5]);
    expect(Math.abs((low?.value ?? 0) - 1)).toBeLessThan(3 * (low?.error ?? 0));
    expect(Math.abs((median?.value ?? 0) - 3)).toBeLessThan(3 * (median?.error ?? 0));
    // The error of a median is sqrt(pi / 2) sigma / sqrt(N); it is estimated from the 200 values around the median.
    const expected = (Math.sqrt(Math.PI / 2) * 2) / 200;
    expect(Math.abs((median?.error ?? 0) / expected - 1)).toBeLessThan(3 / Math.sqrt(200));
    const within = shareWithin(values, 1, 5);
    expect(within.low).toBeLessThan(0.6827 + 0.005);
    expect(within.high).toBeGreaterThan(0.6827 - 0.005);
  });

  it("takes whole weights as repetitions", () => {
    const values = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 3 })), {
      minLength: 2,
    });
    fc.assert(
      fc.property(values, (pairs) => {
        const repeated = pairs.flatMap(([value, times]) => new Array<number>(times).fill(value));
        const weighted = moments(
          pairs.map(([value]) => value),
          pairs.map(([, weight]) => weight),
        );
        expect(weighted.mean.value).toBeCloseTo(moments(repeated).mean.value, 10);
        expect(weighted.rms.value).toBeCloseTo(moments(repeated).rms.value, 10);
      }),
    );
    expect(quantiles([1, 2, 3, 4], [0.5, 0, 1]).map(({ value }) => value)).toEqual([2.5, 1, 4]);
  });
});

describe("classifier two-sample test", () => {
  const outputs = normals(12_000, "outputs");

  it("does not tell a model from itself", () => {
    const significances = [1, 2, 3, 4].map((seed) => twoSampleTest(outputs, outputs, 2, seed).significance);
    expect(Math.max(...significances.map(Math.abs))).toBeLessThan(3.5);
    expect(Math.abs(significances.reduce((sum, each) => sum + each, 0))).toBeLessThan(6);
  });

  it("finds a shift with the area that the best classifier has", () => {
    const shifted = outputs.map((value, i) => value + (i % 2 === 0 ? 0.5 : 0));
    const { auc: area, significance } = twoSampleTest(outputs, shifted, 2, 1);
    // Phi(0.5 / sqrt 2)
    expect(area.value).toBeGreaterThan(0.6);
    expect(area.value).toBeLessThan(0.6382 + 3 * area.error);
    expect(significance).toBeGreaterThan(10);
  });

  it("finds a correlation that no single output shows", () => {
    const paired = outputs.map((value, i) => (i % 2 === 0 ? value : 0.8 * (outputs[i - 1] as number) + 0.6 * value));
    expect(twoSampleTest(outputs, paired, 2, 1).significance).toBeGreaterThan(10);
  });
});
