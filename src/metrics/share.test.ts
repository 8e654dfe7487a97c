import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../support/random.js";
import { betaQuantile, incompleteBeta, logGamma } from "./beta.js";
import { binOf, histogram, uniformEdges } from "./bins.js";
import { efficiencyAgainst } from "./efficiency.js";
import { addTo, countShare, emptyTally, shareOf } from "./share.js";

describe("incomplete beta function", () => {
  it("is the binomial sum for whole arguments", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (a, b, x) => {
          const n = a + b - 1;
          let sum = 0;
          for (let k = a; k <= n; k++)
            sum += Math.exp(
              logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(x) + (n - k) * Math.log1p(-x),
            );
          expect(incompleteBeta(x, a, b)).toBeCloseTo(sum, 10);
        },
      ),
    );
  });

  it("is undone by the quantile, also for large arguments", () => {
    const parameter = fc.double({ min: 0.5, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(parameter, parameter, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, share) => {
        expect(incompleteBeta(betaQuantile(share, a, b), a, b)).toBeCloseTo(share, 6);
      }),
      { numRuns: 50 },
    );
  });
});

describe("interval of Clopper and Pearson", () => {
  it("has its closed form where none or all pass", () => {
    const tail = 0.15865525393145707;
    expect(countShare(0, 10)).toMatchObject({ value: 0, low: 0, high: expect.closeTo(1 - tail ** (1 / 10), 12) });
    expect(countShare(10, 10)).toMatchObject({ value: 1, low: expect.closeTo(tail ** (1 / 10), 12), high: 1 });
    expect(countShare(0, 0)).toEqual({ value: Number.NaN, low: Number.NaN, high: Number.NaN });
  });

  it("covers the true share at least as often as it says", () => {
    for (const share of [0.03, 0.2, 0.5]) {
      let covered = 0;
      for (let k = 0; k <= 30; k++) {
        const { low, high } = countShare(k, 30);
        const log =
          logGamma(31) - logGamma(k + 1) - logGamma(31 - k) + k * Math.log(share) + (30 - k) * Math.log1p(-share);
        if (low <= share && share <= high) covered += Math.exp(log);
      }
      expect(covered).toBeGreaterThan(0.6827);
    }
  });

  it("is nearly the normal one for many events", () => {
    const { low, high } = countShare(300_000, 1_000_000);
    const error = Math.sqrt((0.3 * 0.7) / 1e6);
    expect((high - low) / 2 / error).toBeCloseTo(1, 2);
  });

  it("of weighted events is that of the effective number", () => {
    const tally = emptyTally();
    for (let i = 0; i < 20; i++) addTo(tally, i < 5, 3);
    expect(shareOf(tally)).toEqual(countShare(5, 20));
  });

  it("leaves [0, 1] with negative weights only", () => {
    const tally = emptyTally();
    for (const [passed, weight] of [
      [true, 2],
      [true, 2],
      [false, -1],
      [false, 0.5],
    ] as const)
      addTo(tally, passed, weight);
    const { value, low, high } = shareOf(tally);
    expect(value).toBeCloseTo(4 / 3.5, 12);
    expect(high - value).toBeCloseTo(value - low, 12);
  });
});

describe("efficiency in bins", () => {
  it("follows a turn-on curve within its errors", () => {
    const { uniform } = createRandom(2, "turn-on");
    const pt = Float64Array.from({ length: 50_000 }, () => 100 * uniform());
    const turnOn = (x: number): number => 1 / (1 + Math.exp((40 - x) / 8));
    const passed = Uint8Array.from(pt, (x) => (uniform() < turnOn(x) ? 1 : 0));
    const bins = efficiencyAgainst(passed, pt, uniformEdges(0, 100, 20));
    expect(bins.reduce((sum, { events }) => sum + events, 0)).toBe(50_000);
    const pulls = bins.map(({ lowEdge, highEdge, value, low, high }) => {
      const expected = turnOn((lowEdge + highEdge) / 2);
      return (value - expected) / (value > expected ? value - low : high - value);
    });
    expect(Math.max(...pulls.map(Math.abs))).toBeLessThan(4);
  });

  it("puts each value into the bin that holds it", () => {
    const edges = fc
      .uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 2 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(edges, fc.integer({ min: -60, max: 60 }), (some, value) => {
        const last = some.length - 1;
        const expected = some.findIndex(
          (edge, i) =>
            i < last && value >= edge && (value < (some[i + 1] ?? 0) || (i === last - 1 && value === some[last])),
        );
        expect(binOf(value, some)).toBe(expected);
      }),
    );
    expect(binOf(Number.NaN, [0, 1])).toBe(-1);
  });

  it("a histogram has the roots of squared weights as errors", () => {
    expect(histogram([0.5, 0.5, 2, 7], [0, 1, 2, 3], [1, 2, -3, 9])).toEqual({
      edges: [0, 1, 2, 3],
      contents: [3, 0, -3],
      errors: [Math.sqrt(5), 0, 3],
    });
  });
});
