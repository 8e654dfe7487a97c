import { describe, expect, it } from "vitest";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { distanceCorrelation } from "../autodiff/ops/distance-correlation.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { withTape } from "../autodiff/tape.js";
import { summariseContinual } from "./continual.js";
import { applyDdt, fitDdt } from "./ddt.js";
import { parameterColumn } from "./parametrised.js";
import { emptyReservoir, offer } from "./replay.js";
import { downSample, kinematicWeights } from "./reweight.js";

const random = createRandom(3, "techniques");
const normals = (count: number): Float64Array => Float64Array.from({ length: count }, random.normal);
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

function disco(x: ArrayLike<number>, y: ArrayLike<number>, weights?: ArrayLike<number>): number {
  const kernels = referenceKernels(64);
  return withTape(kernels, (tape) => {
    return distanceCorrelation(tape, tape.constant([x.length], x), y, weights).data[0] as number;
  });
}

describe("distance correlation", () => {
  const x = normals(300);
  it("is 1 of a line, small of independent numbers, and sees dependence that correlation does not", () => {
    expect(
      disco(
        x,
        x.map((v) => 3 - 2 * v),
      ),
    ).toBeCloseTo(1, 12);
    const independent = disco(x, normals(300));
    expect(independent).toBeLessThan(0.03);
    expect(
      disco(
        x,
        x.map((v) => v * v),
      ),
    ).toBeGreaterThan(5 * independent);
  });

  it("of two points with weights is what two copies of one give", () => {
    expect(disco([0, 1, 3], [1, 0, 5], [2, 1, 1])).toBeCloseTo(disco([0, 0, 1, 3], [1, 1, 0, 5]), 12);
  });

  it("of normals with correlation 0.5 is the known function of it", () => {
    // Szekely et al. 2007, theorem 7: (ρ asin ρ + √(1-ρ²) - ρ asin(ρ/2) - √(4-ρ²) + 1) / (1 + π/3 - √3).
    const rho = 0.5;
    const many = normals(1500);
    const y = many.map((v) => rho * v + Math.sqrt(1 - rho * rho) * random.normal());
    const top = rho * Math.asin(rho) + Math.sqrt(1 - rho ** 2) - rho * Math.asin(rho / 2) - Math.sqrt(4 - rho ** 2) + 1;
    expect(disco(many, y)).toBeCloseTo(top / (1 + Math.PI / 3 - Math.sqrt(3)), 1);
  });
});

describe("kinematic weights", () => {
  const values = Float64Array.from({ length: 4000 }, (_, i) =>
    i % 2 === 0 ? random.uniform() : random.uniform() ** 2,
  );
  const classes = values.map((_, i) => i % 2);
  const axes = [{ values, edges: [0, 0.25, 0.5, 0.75, 1] }];
  const spectrum = (label: number, weights: ArrayLike<number>): number[] => {
    const sums = [0, 0, 0, 0];
    values.forEach((value, i) => {
      if (classes[i] === label)
        sums[Math.floor(4 * value)] = (sums[Math.floor(4 * value)] ?? 0) + (weights[i] as number);
    });
    return sums;
  };

  it("make every class flat and keep its sum", () => {
    const factors = kinematicWeights(axes, classes);
    for (const label of [0, 1]) for (const sum of spectrum(label, factors)) expect(sum).toBeCloseTo(500, 6);
  });

  it("give all classes the spectrum of one", () => {
    const factors = kinematicWeights(axes, classes, 1);
    const plain = spectrum(1, new Float64Array(4000).fill(1));
    spectrum(0, factors).forEach((sum, bin) => {
      expect(sum).toBeCloseTo(plain[bin] as number, 6);
    });
  });

  it("choose events that are as flat", () => {
    const factors = kinematicWeights(axes, classes);
    const chosen = new Float64Array(4000);
    for (const event of downSample(factors, 1)) chosen[event] = 1;
    const [first, ...rest] = spectrum(1, chosen) as [number, ...number[]];
    expect(first).toBeGreaterThan(100);
    for (const sum of rest) expect(Math.abs(sum - first)).toBeLessThan(4 * Math.sqrt(2 * first));
  });
});

describe("a percentile map", () => {
  it("passes the same share of background everywhere", () => {
    const mass = Float64Array.from({ length: 20_000 }, random.uniform);
    const scores = mass.map((m) => m + random.normal());
    const edges = [0, 0.2, 0.4, 0.6, 0.8, 1];
    const map = fitDdt(scores, [{ values: mass, edges }], 0.05);
    const fresh = Float64Array.from({ length: 20_000 }, random.uniform);
    const passes = applyDdt(
      map,
      fresh.map((m) => m + random.normal()),
      [fresh],
    ).map((v) => (v >= 0 ? 1 : 0));
    for (let bin = 0; bin < 5; bin++) {
      const own = passes.filter((_, i) => Math.floor(5 * (fresh[i] as number)) === bin);
      expect(Math.abs(mean(own) - 0.05)).toBeLessThan(4 * Math.sqrt((2 * 0.05 * 0.95) / own.length));
    }
    const before = scores.map((score, i) => ((mass[i] as number) > 0.8 && score > 1.5 ? 1 : 0));
    expect(mean(before) * 5).toBeGreaterThan(0.1);
  });
});

describe("a reservoir", () => {
  it("keeps every event with the same probability, and does not depend on how tasks are cut", () => {
    const counts = new Float64Array(60);
    for (let seed = 0; seed < 2000; seed++) {
      const whole = offer(emptyReservoir(20, seed), 60);
      for (const event of whole.kept) counts[event] = (counts[event] as number) + 1;
      if (seed < 10) expect(offer(offer(emptyReservoir(20, seed), 25), 35)).toEqual(whole);
    }
    for (const count of counts) expect(Math.abs(count - 2000 / 3)).toBeLessThan(5 * Math.sqrt((2000 * 2) / 9));
  });
});

it("average accuracy and forgetting are those of the paper's definitions", () => {
  const summary = summariseContinual([
    [0.9, 0.5, 0.5],
    [0.7, 0.8, 0.5],
    [0.6, 0.75, 0.9],
  ]);
  expect(summary.averageAccuracy).toBeCloseTo(0.75, 12);
  expect(summary.forgetting).toBeCloseTo((0.3 + 0.05) / 2, 12);
  expect(summary.backwardTransfer).toBeCloseTo(-(0.3 + 0.05) / 2, 12);
});

it("background gets the parameter's distribution of signal", () => {
  const signal = Float64Array.from({ length: 3000 }, (_, i) => i % 3);
  const isSignal = signal.map((_, i) => (i < 1500 ? 1 : 0));
  const column = parameterColumn(signal, isSignal, 5);
  expect(Array.from(column.subarray(0, 6))).toEqual([0, 1, 2, 0, 1, 2]);
  for (const value of [0, 1, 2]) {
    const share = mean(Array.from(column.subarray(1500), (v) => (v === value ? 1 : 0)));
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.06);
  }
  expect(must(column[1700], "value")).toBe(must(parameterColumn(signal, isSignal, 5)[1700], "value"));
});
