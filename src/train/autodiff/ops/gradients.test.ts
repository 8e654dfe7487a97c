import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../../support/random.js";
import { gathering } from "../gathering.js";
import type { Kernels } from "../kernels.js";
import { referenceKernels } from "../reference-kernels.js";
import { type Tape, withTape } from "../tape.js";
import { type FloatData, sizeOf, type Tensor } from "../tensor.js";
import { wasmKernels } from "../wasm-kernels.js";
import { concat } from "./concat.js";
import { distanceCorrelation } from "./distance-correlation.js";
import { add, map, multiply, relu, scale, sigmoid } from "./elementwise.js";
import { expand, gather } from "./gather.js";
import { histogram } from "./histogram.js";
import { addRow, matmul } from "./linear.js";
import * as losses from "./losses.js";
import { absoluteSum, squareSum, weightedSum } from "./losses-sums.js";
import { mixtureNegativeLogLikelihood } from "./mixture.js";
import { moments, multiplyRow } from "./moments.js";
import { maxAxis, sumAxis } from "./reduce.js";
import { softmax } from "./softmax.js";

/** An op of tensors of the given shapes with random numbers; every input has a gradient. */
interface OpCase {
  /** Begins with the name of the op. */
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly run: (tape: Tape, ...inputs: [Tensor, Tensor, Tensor]) => Tensor;
}

const shares = [0.2, 0.3, 0.5, 1, 0, 0, 0.6, 0.4, 0, 0.1, 0.1, 0.8];
const weights = [1, -0.5, 2, 0.25];

const opCases: readonly OpCase[] = [
  {
    name: "add",
    shapes: [
      [3, 5],
      [3, 5],
    ],
    run: (tape, a, b) => add(tape, a, b),
  },
  { name: "add, of itself", shapes: [[7]], run: (tape, a) => add(tape, a, a) },
  {
    name: "multiply",
    shapes: [
      [3, 5],
      [3, 5],
    ],
    run: (tape, a, b) => multiply(tape, a, b),
  },
  { name: "multiply, by itself", shapes: [[7]], run: (tape, a) => multiply(tape, a, a) },
  { name: "scale", shapes: [[3, 5]], run: (tape, x) => scale(tape, x, -0.7) },
  { name: "relu", shapes: [[6, 5]], run: relu },
  { name: "map", shapes: [[6]], run: (tape, x) => map(tape, x, Math.sin, Math.cos) },
  { name: "sigmoid", shapes: [[6]], run: sigmoid },
  {
    name: "matmul",
    shapes: [
      [2, 3, 4],
      [4, 5],
    ],
    run: (tape, x, w) => matmul(tape, x, w),
  },
  { name: "matmul, with a row", shapes: [[3, 4], [4, 5], [5]], run: matmul },
  { name: "addRow", shapes: [[2, 3, 5], [5]], run: addRow },
  {
    name: "concat",
    shapes: [
      [2, 3, 2],
      [2, 1, 2],
      [2, 4, 2],
    ],
    run: (tape, ...xs) => concat(tape, xs, 1),
  },
  {
    name: "gather",
    shapes: [[2, 3]],
    run: (tape, x) => gather(tape, x, gathering(Int32Array.of(2, -1, 0, 1, 2, 2), [3, 2]), 0.5),
  },
  { name: "expand", shapes: [[2, 1, 3]], run: (tape, x) => expand(tape, x, [4, 3]) },
  {
    name: "histogram",
    shapes: [[2, 4]],
    run: (tape, x) => histogram(tape, x, tape.constant([2, 4], [0, 2, -1, 2, 1, 1, 0, 2]), 3),
  },
  { name: "moments, means", shapes: [[5, 3]], run: (tape, x) => moments(tape, x).mean },
  { name: "moments, variances", shapes: [[5, 3]], run: (tape, x) => moments(tape, x).variance },
  { name: "multiplyRow", shapes: [[4, 3], [3]], run: multiplyRow },
  { name: "sumAxis", shapes: [[2, 3, 4]], run: (tape, x) => sumAxis(tape, x, 1) },
  { name: "maxAxis", shapes: [[2, 3, 4]], run: (tape, x) => maxAxis(tape, x, 1) },
  { name: "softmax", shapes: [[4, 3]], run: softmax },
  {
    name: "softmaxCrossEntropy, by numbers",
    shapes: [[4, 3]],
    run: (tape, x) => losses.softmaxCrossEntropy(tape, x, tape.constant([4], [0, 2, 1, 1])),
  },
  {
    name: "softmaxCrossEntropy, by shares, weighted",
    shapes: [[4, 3]],
    run: (tape, x) => losses.softmaxCrossEntropy(tape, x, tape.constant([4, 3], shares), tape.constant([4], weights)),
  },
  ...(["binaryCrossEntropy", "meanSquaredError", "meanAbsoluteError"] as const).map((name) => ({
    name,
    shapes: [[4, 3]],
    run: (tape: Tape, x: Tensor) => losses[name](tape, x, tape.constant([4, 3], shares), tape.constant([4], weights)),
  })),
  ...(["huber", "pseudoHuber"] as const).map((name) => ({
    name,
    shapes: [[4, 3]],
    run: (tape: Tape, x: Tensor) => losses[name](tape, x, tape.constant([4, 3], shares), 0.7),
  })),
  {
    name: "gaussianDivergence",
    shapes: [
      [4, 3],
      [4, 3],
    ],
    run: (tape, a, b) => losses.gaussianDivergence(tape, a, b),
  },
  { name: "distanceCorrelation", shapes: [[12]], run: (tape, x) => distanceCorrelation(tape, x, shares) },
  {
    name: "distanceCorrelation, weighted",
    shapes: [[4]],
    run: (tape, x) => distanceCorrelation(tape, x, weights, [1, 0, 2, 0.5]),
  },
  {
    name: "mixtureNegativeLogLikelihood",
    shapes: [[4, 6]],
    run: (tape, x) => mixtureNegativeLogLikelihood(tape, x, weights, [1, 0, 2, 0.5]),
  },
  { name: "absoluteSum", shapes: [[5]], run: absoluteSum },
  { name: "squareSum", shapes: [[5]], run: squareSum },
  {
    name: "weightedSum",
    shapes: [[1], [1]],
    run: (tape, a, b) =>
      weightedSum(tape, [
        [2, a],
        [-3, b],
      ]),
  },
];

interface Slopes {
  readonly loss: number;
  /** By every input. */
  readonly gradients: readonly FloatData[];
}

/** Of the sum of all elements of an op's result, each with a weight of its own. */
function slopes(kernels: Kernels, { name, shapes, run }: OpCase, inputs: readonly Float64Array[]): Slopes {
  return withTape(kernels, (tape) => {
    const leaves = inputs.map((values, i) => {
      const leaf = { shape: shapes[i]!, data: kernels.allocate(values.length), grad: kernels.allocate(values.length) };
      leaf.data.set(values);
      return leaf;
    });
    const y = run(tape, ...(leaves as unknown as [Tensor, Tensor, Tensor]));
    const size = sizeOf(y.shape);
    const row = { shape: [1, size], data: y.data, grad: y.grad };
    const loss = matmul(tape, row, tape.constant([size, 1], normals(createRandom(2, name), size)));
    tape.backward(loss);
    return { loss: loss.data[0]!, gradients: leaves.map(({ grad }) => grad.slice()) };
  });
}

function normals(random: Random, length: number): Float64Array {
  return Float64Array.from({ length }, () => random.normal());
}

const STEP = 1e-5;

/** By central differences. */
function differences(kernels: Kernels, op: OpCase, inputs: readonly Float64Array[]): readonly Float64Array[] {
  return inputs.map((input, k) =>
    input.map((value, i) => {
      const [above, below] = [STEP, -STEP].map((step) => {
        const moved = inputs.with(k, input.with(i, value + step));
        return slopes(kernels, op, moved).loss;
      }) as [number, number];
      return (above - below) / (2 * STEP);
    }),
  );
}

describe("gradients", () => {
  const exact = referenceKernels(64);
  const wasm = wasmKernels();

  it.each(opCases)("of $name are those of finite differences", (op) => {
    const inputs = op.shapes.map((shape, i) => normals(createRandom(1, op.name, i), sizeOf(shape)));
    const { gradients } = slopes(exact, op, inputs);
    differences(exact, op, inputs).forEach((expected, k) => {
      expected.forEach((slope, i) => expect(gradients[k]![i]).toBeCloseTo(slope, 6));
    });
    // The same in 32 bits.
    slopes(wasm, op, inputs).gradients.forEach((gradient, k) => {
      gradient.forEach((slope, i) => expect(slope).toBeCloseTo(gradients[k]![i]!, 4));
    });
  });

  it("are tested for every op", async () => {
    const files = readdirSync(new URL(".", import.meta.url)).filter((file) => !file.includes(".test."));
    for (const file of files) {
      const ops = Object.keys((await import(`./${file.replace(".ts", ".js")}`)) as object);
      for (const op of ops)
        expect(
          opCases.some(({ name }) => name.split(",")[0] === op),
          `${op} of ${file}`,
        ).toBe(true);
    }
  });
});
