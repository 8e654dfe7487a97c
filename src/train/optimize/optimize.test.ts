import { describe, expect, it } from "vitest";
import { must } from "../../support/errors.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { adam, clipGradients, gradientNorm, type Optimizer, sgd } from "./optimizer.js";
import { constant, cosine, type Progress, plateau, type Schedule, stepDecay, warmUp } from "./schedule.js";

/** Where descent in x² / 2 from x = 1 comes to. */
function descend(optimizer: Optimizer, rate: number, steps: number): number {
  const kernels = referenceKernels(64);
  const parameter = { name: "x", shape: [1], data: Float64Array.of(1), grad: new Float64Array(1) };
  const slots = Array.from({ length: optimizer.slots }, () => new Float64Array(1));
  for (let step = 1; step <= steps; step++) {
    parameter.grad.set(parameter.data);
    optimizer.update(kernels, parameter, parameter.grad, slots, { rate, step });
  }
  return must(parameter.data[0], "x");
}

describe("optimizers", () => {
  it("gradient descent shrinks a parabola by 1 - rate each step", () => {
    expect(descend(sgd(), 0.1, 20)).toBeCloseTo(0.9 ** 20, 14);
  });

  it("momentum and Nesterov's momentum follow their recursions", () => {
    let [x, v] = [1, 0];
    for (let i = 0; i < 10; i++) {
      v = 0.9 * v + x;
      x -= 0.05 * v;
    }
    expect(descend(sgd({ momentum: 0.9 }), 0.05, 10)).toBeCloseTo(x, 14);
    let [y, w] = [1, 0];
    for (let i = 0; i < 10; i++) {
      w = 0.9 * w + y;
      y -= 0.05 * (y + 0.9 * w);
    }
    expect(descend(sgd({ momentum: 0.9, nesterov: true }), 0.05, 10)).toBeCloseTo(y, 14);
  });

  it("the first step of Adam is the rate, whatever the gradient", () => {
    expect(descend(adam({ epsilon: 0 }), 0.01, 1)).toBeCloseTo(0.99, 12);
    expect(Math.abs(descend(adam(), 0.01, 2000))).toBeLessThan(1e-3);
  });

  it("gradients are shortened, not turned", () => {
    const gradients = [Float64Array.of(3), Float64Array.of(0, 4)];
    expect(gradientNorm(gradients)).toBe(5);
    clipGradients(gradients, 5, 10);
    expect(gradients).toEqual([Float64Array.of(3), Float64Array.of(0, 4)]);
    clipGradients(gradients, 5, 1);
    expect(gradients.map((gradient) => Array.from(gradient))).toEqual([[0.6], [0, 0.8]]);
  });
});

describe("schedules", () => {
  const rates = (schedule: Schedule, epochs: number, at: Partial<Progress> = {}): number[] =>
    Array.from({ length: epochs }, (_, epoch) => schedule.rate({ epoch, epochs, watched: [], ...at }));

  it("constant, in steps, along a cosine", () => {
    expect(rates(constant(0.1), 3)).toEqual([0.1, 0.1, 0.1]);
    expect(rates(stepDecay({ rate: 1, factor: 0.5, every: 2 }), 5)).toEqual([1, 1, 0.5, 0.5, 0.25]);
    const curve = cosine({ rate: 1, least: 0.2 });
    expect(curve.rate({ epoch: 0, epochs: 8, watched: [] })).toBe(1);
    expect(curve.rate({ epoch: 4, epochs: 8, watched: [] })).toBeCloseTo(0.6, 14);
    expect(curve.rate({ epoch: 8, epochs: 8, watched: [] })).toBeCloseTo(0.2, 14);
  });

  it("warm-up rises from 0 along a line", () => {
    expect(rates(warmUp(4, constant(0.4)), 6).map((rate) => rate.toFixed(2))).toEqual([
      "0.00",
      "0.10",
      "0.20",
      "0.30",
      "0.40",
      "0.40",
    ]);
  });

  it("a plateau is one when nothing got better for as long as it is patient", () => {
    const schedule = plateau({ rate: 1, factor: 0.1, patience: 2, minDelta: 0.5, least: 0.005 });
    const after = (...watched: number[]): number => schedule.rate({ epoch: watched.length, epochs: 100, watched });
    expect(after()).toBe(1);
    expect(after(9, 8, 7)).toBe(1);
    expect(after(9, 8, 7, 6.9)).toBe(1);
    expect(after(9, 8, 7, 6.9, 6.8)).toBeCloseTo(0.1, 14);
    expect(after(9, 8, 7, 6.9, 6.8, 6)).toBeCloseTo(0.1, 14);
    expect(after(9, 8, 7, 7, 7, 7, 7)).toBeCloseTo(0.01, 14);
    expect(after(...new Array<number>(20).fill(3))).toBe(0.005);
  });
});
