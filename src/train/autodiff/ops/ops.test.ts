import { describe, expect, it } from "vitest";
import { must } from "../../../support/errors.js";
import { createRandom } from "../../../support/random.js";
import { referenceKernels } from "../reference-kernels.js";
import { reshape, type Tape, withTape } from "../tape.js";
import { type Parameter, sizeOf, type Tensor } from "../tensor.js";
import { concat } from "./concat.js";
import { multiply } from "./elementwise.js";
import { expand, gather } from "./gather.js";
import { moments, multiplyRow } from "./moments.js";
import { maxAxis, sumAxis } from "./reduce.js";
import { softmax } from "./softmax.js";

const kernels = referenceKernels(64);

function parameter(name: string, shape: readonly number[]): Parameter {
  const random = createRandom(5, name);
  const data = Float64Array.from({ length: sizeOf(shape) }, random.normal);
  return { name, shape, data, grad: new Float64Array(data.length) };
}

type Op = (tape: Tape, ...xs: readonly Tensor[]) => Tensor;

/** Σ weight · y for fixed random weights: a scalar that every element of y counts in differently. */
function lossOf(tape: Tape, y: Tensor): Tensor {
  const weights = tape.constant(y.shape, parameter("weights", y.shape).data);
  return sumAxis(tape, reshape(multiply(tape, y, weights), [1, y.data.length]), 1);
}

function value(op: Op, xs: readonly Tensor[]): number {
  return withTape(kernels, (tape) => must(lossOf(tape, op(tape, ...xs)).data[0], "loss"));
}

/** Holds the gradients of the op against differences of its values. */
function expectGradients(op: Op, ...shapes: readonly (readonly number[])[]): void {
  const xs = shapes.map((shape, i) => parameter(`x${i}`, shape));
  withTape(kernels, (tape) => tape.backward(lossOf(tape, op(tape, ...xs))));
  const step = 1e-5;
  for (const { data, grad } of xs)
    for (let i = 0; i < data.length; i++) {
      const at = must(data[i], "x");
      const [above, below] = [step, -step].map((change) => {
        data[i] = at + change;
        return value(op, xs);
      });
      data[i] = at;
      expect(must(grad?.[i], "slope")).toBeCloseTo((must(above, "loss") - must(below, "loss")) / (2 * step), 6);
    }
}

function values(op: Op, ...xs: readonly { shape: readonly number[]; data: readonly number[] }[]): number[] {
  return withTape(kernels, (tape) =>
    Array.from(op(tape, ...xs.map(({ shape, data }) => tape.constant(shape, data))).data),
  );
}

describe("gradients are slopes", () => {
  it.each<[string, Op, readonly (readonly number[])[]]>([
    ["gather", (tape, x) => gather(tape, x as Tensor, Int32Array.of(2, -1, 0, 2), [2, 2]), [[3, 3]]],
    ["expand", (tape, x) => expand(tape, x as Tensor, [4, 2]), [[2, 1, 2]]],
    ["sumAxis", (tape, x) => sumAxis(tape, x as Tensor, 1), [[2, 3, 2]]],
    ["maxAxis", (tape, x) => maxAxis(tape, x as Tensor, 1), [[2, 3, 2]]],
    [
      "concat",
      (tape, ...xs) => concat(tape, xs, 1),
      [
        [2, 3, 2],
        [2, 1, 2],
      ],
    ],
    ["softmax", (tape, x) => softmax(tape, x as Tensor), [[3, 4]]],
    ["mean", (tape, x) => moments(tape, x as Tensor).mean, [[4, 3]]],
    ["variance", (tape, x) => moments(tape, x as Tensor).variance, [[4, 3]]],
    ["multiplyRow", (tape, x, row) => multiplyRow(tape, x as Tensor, row as Tensor), [[4, 3], [3]]],
  ])("%s", (_, op, shapes) => expectGradients(op, ...shapes));
});

describe("values", () => {
  const x = { shape: [1, 2, 3], data: [1, 5, 3, 4, 2, 6] };

  it("moves, repeats and fills elements of every event", () => {
    const two = { shape: [2, 2], data: [1, 2, 3, 4] };
    expect(values((tape, v) => gather(tape, v as Tensor, Int32Array.of(1, -1, 1), [3], 9), two)).toEqual([
      2, 9, 2, 4, 9, 4,
    ]);
    expect(values((tape, v) => expand(tape, v as Tensor, [2, 2]), { shape: [1, 2, 1], data: [1, 2] })).toEqual([
      1, 1, 2, 2,
    ]);
  });

  it("reduces an axis", () => {
    expect(values((tape, v) => sumAxis(tape, v as Tensor, 1), x)).toEqual([5, 7, 9]);
    expect(values((tape, v) => sumAxis(tape, v as Tensor, 2), x)).toEqual([9, 12]);
    expect(values((tape, v) => maxAxis(tape, v as Tensor, 1), x)).toEqual([4, 5, 6]);
    expect(values((tape, v) => moments(tape, v as Tensor).variance, x)).toEqual([2.25, 2.25, 2.25]);
  });

  it("joins along an axis", () => {
    const other = { shape: [1, 2, 1], data: [7, 8] };
    expect(values((tape, ...xs) => concat(tape, xs, 2), x, other)).toEqual([1, 5, 3, 7, 4, 2, 6, 8]);
  });

  it("normalises rows whose exponentials would overflow", () => {
    expect(values((tape, v) => softmax(tape, v as Tensor), { shape: [1, 2], data: [1000, 1000] })).toEqual([0.5, 0.5]);
  });
});
