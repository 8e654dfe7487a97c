import { describe, expect, it } from "vitest";
import { referenceKernels } from "../reference-kernels.js";
import { type Tape, withTape } from "../tape.js";
import type { Tensor } from "../tensor.js";
import * as losses from "./losses.js";

function valueOf(loss: (tape: Tape, tensor: (...values: number[]) => Tensor) => Tensor): number | undefined {
  return withTape(referenceKernels(64), (tape) => {
    return loss(tape, (...values) => tape.constant([values.length], values)).data[0];
  });
}

describe("losses are those of their formulas", () => {
  it("softmax cross-entropy, of numbers and of shares, with weights of any sign", () => {
    const p = [Math.E, 1, 1].map((power) => power / (Math.E + 2));
    const byNumber = (weights?: readonly number[]) =>
      valueOf((tape, tensor) => {
        const logits = tape.constant([2, 3], [1, 0, 0, 1, 0, 0]);
        return losses.softmaxCrossEntropy(tape, logits, tensor(0, 2), weights && tensor(...weights));
      });
    expect(byNumber()).toBeCloseTo(-(Math.log(p[0]!) + Math.log(p[2]!)) / 2, 14);
    expect(byNumber([3, -1])).toBeCloseTo(-(3 * Math.log(p[0]!) - Math.log(p[2]!)) / 2, 14);
    const shares = valueOf((tape) =>
      losses.softmaxCrossEntropy(tape, tape.constant([1, 3], [1, 0, 0]), tape.constant([1, 3], [0.5, 0.25, 0.25])),
    );
    expect(shares).toBeCloseTo(-(Math.log(p[0]!) + Math.log(p[1]!)) / 2, 14);
  });

  it("a weight of an event is that of all its rows", () => {
    const spread = (weights: readonly number[]) =>
      valueOf((tape, tensor) => {
        return losses.meanSquaredError(
          tape,
          tape.constant([2, 2], [1, 2, 3, 4]),
          tensor(0, 0, 0, 0),
          tensor(...weights),
        );
      });
    expect(spread([1, 0])).toBe(5 / 4);
    expect(spread([1, 0.5])).toBe(spread([1, 1, 0.5, 0.5]));
  });

  it("stay finite where exponentials do not", () => {
    const binary = (x: number, t: number) =>
      valueOf((tape, tensor) => losses.binaryCrossEntropy(tape, tensor(x), tensor(t)));
    expect(binary(1000, 0)).toBe(1000);
    expect(binary(-1000, 1)).toBe(1000);
    expect(binary(1000, 1)).toBe(0);
    expect(binary(0, 0.3)).toBeCloseTo(Math.LN2, 14);
    const soft = valueOf((tape, tensor) =>
      losses.softmaxCrossEntropy(tape, tape.constant([1, 2], [5000, -5000]), tensor(1)),
    );
    expect(soft).toBe(10_000);
  });

  it("errors: squared, absolute, Huber's, smooth", () => {
    const of = (x: number) => ({
      square: valueOf((tape, tensor) => losses.meanSquaredError(tape, tensor(x), tensor(1))),
      absolute: valueOf((tape, tensor) => losses.meanAbsoluteError(tape, tensor(x), tensor(1))),
      huber: valueOf((tape, tensor) => losses.huber(tape, tensor(x), tensor(1), 0.5)),
      pseudo: valueOf((tape, tensor) => losses.pseudoHuber(tape, tensor(x), tensor(1), 0.5)),
    });
    expect(of(1.25)).toEqual({ square: 1 / 16, absolute: 0.25, huber: 1 / 32, pseudo: 0.25 * (Math.sqrt(1.25) - 1) });
    expect(of(-2)).toEqual({ square: 9, absolute: 3, huber: 0.5 * 2.75, pseudo: 0.25 * (Math.sqrt(37) - 1) });
  });

  it("divergence of a Gaussian from the standard one, against its integral", () => {
    const [mean, sigma] = [0.7, 1.6];
    let integral = 0;
    const [from, to, steps] = [-12, 14, 20_000];
    for (let i = 0; i < steps; i++) {
      const x = from + ((i + 0.5) * (to - from)) / steps;
      const q = Math.exp(-(((x - mean) / sigma) ** 2) / 2) / (sigma * Math.sqrt(2 * Math.PI));
      integral += (q * ((x * x) / 2 - ((x - mean) / sigma) ** 2 / 2 - Math.log(sigma)) * (to - from)) / steps;
    }
    const value = valueOf((tape, tensor) => losses.gaussianDivergence(tape, tensor(mean), tensor(2 * Math.log(sigma))));
    expect(value).toBeCloseTo(integral, 8);
  });
});
