import { describe, expect, it } from "vitest";
import { gathering } from "../gathering.js";
import { referenceKernels } from "../reference-kernels.js";
import { type Tape, withTape } from "../tape.js";
import type { Tensor } from "../tensor.js";
import { concat } from "./concat.js";
import { expand, gather } from "./gather.js";
import { moments } from "./moments.js";
import { maxAxis, sumAxis } from "./reduce.js";
import { softmax } from "./softmax.js";

const kernels = referenceKernels(64);

type Op = (tape: Tape, ...xs: readonly Tensor[]) => Tensor;

function values(op: Op, ...xs: readonly { shape: readonly number[]; data: readonly number[] }[]): number[] {
  return withTape(kernels, (tape) =>
    Array.from(op(tape, ...xs.map(({ shape, data }) => tape.constant(shape, data))).data),
  );
}

describe("an op", () => {
  const x = { shape: [1, 2, 3], data: [1, 5, 3, 4, 2, 6] };

  it("moves, repeats and fills elements of every event", () => {
    const two = { shape: [2, 2], data: [1, 2, 3, 4] };
    expect(values((tape, v) => gather(tape, v as Tensor, gathering(Int32Array.of(1, -1, 1), [3]), 9), two)).toEqual([
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
