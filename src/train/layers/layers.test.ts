import { describe, expect, it } from "vitest";
import { must } from "../../support/errors.js";
import { sumAxis } from "../autodiff/ops/reduce.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { reshape as reshaped, withTape } from "../autodiff/tape.js";
import { createModel, createNetwork, forward, type Network } from "../network.js";
import { leakyRelu } from "./activation.js";
import { aggregate } from "./aggregate.js";
import { batchNorm } from "./batch-norm.js";
import { conv1d, conv2d } from "./conv.js";
import { dense } from "./dense.js";
import { input } from "./input.js";
import type { Layer } from "./layer.js";
import { add, concat } from "./merge.js";
import { averagePool1d, maxPool1d } from "./pool.js";
import { permute, reshape, slice } from "./shape.js";

const kernels = referenceKernels(64);

function networkOf(y: Layer, state: Readonly<Record<string, readonly number[]>> = {}): Network {
  const network = createNetwork(createModel("net", { y }), kernels, { seed: 1 });
  for (const [name, values] of Object.entries(state)) must(network.parameters.get(name), name).data.set(values);
  return network;
}

function run(network: Network, shape: readonly number[], x: readonly number[], training = false): number[] {
  return withTape(kernels, (tape) => {
    const result = forward(network, tape, new Map([["x", tape.constant(shape, x)]]), { training });
    const y = must(result.outputs.get("y"), "y");
    if (training) tape.backward(reshaped(sumAxis(tape, reshaped(y, [y.data.length]), 0), [1]));
    return Array.from(y.data);
  });
}

describe("convolutions", () => {
  const x = input("x", [4, 1]);

  it("multiply windows by the kernel, pads counting as zeros", () => {
    const state = { "c.weight": [1, 10, 100], "c.bias": [0.5] };
    const values = (options: object): number[] =>
      run(networkOf(conv1d(x, { name: "c", filters: 1, kernelSize: 3, ...options }), state), [1, 4, 1], [1, 2, 3, 4]);
    expect(values({})).toEqual([321.5, 432.5]);
    expect(values({ padding: "same" })).toEqual([210.5, 321.5, 432.5, 43.5]);
    expect(values({ padding: "same", strides: 2 })).toEqual([321.5, 43.5]);
  });

  it("are a shared dense layer where windows tile the input", () => {
    const tiles = networkOf(conv1d(x, { name: "c", filters: 1, kernelSize: 2, strides: 2 }), { "c.weight": [1, 10] });
    expect(run(tiles, [1, 4, 1], [1, 2, 3, 4])).toEqual([21, 43]);
  });

  it("have gradients of their windows", () => {
    const network = networkOf(conv1d(x, { name: "c", filters: 1, kernelSize: 3 }));
    run(network, [1, 4, 1], [1, 2, 3, 4], true);
    expect(Array.from(must(network.parameters.get("c.weight")?.grad, "gradient"))).toEqual([3, 5, 7]);
  });

  it("run over both axes of an image", () => {
    const image = input("x", [2, 3, 1]);
    const state = { "c.weight": [1, 10, 100, 1000] };
    const network = networkOf(conv2d(image, { name: "c", filters: 1, kernelSize: 2, useBias: false }), state);
    expect(run(network, [1, 2, 3, 1], [1, 2, 3, 4, 5, 6])).toEqual([5421, 6532]);
  });
});

describe("pooling and sets", () => {
  const x = input("x", [3, 1]);

  it("leaves pads out", () => {
    const options = { name: "p", poolSize: 2, strides: 1, padding: "same" } as const;
    expect(run(networkOf(maxPool1d(x, options)), [1, 3, 1], [-1, -3, -2])).toEqual([-1, -2, -2]);
    expect(run(networkOf(averagePool1d(x, options)), [1, 3, 1], [1, 3, 5])).toEqual([2, 4, 5]);
  });

  it("counts masked members as zeros", () => {
    const set = input("x", [2, 2]);
    const mask = reshape(slice(set, { name: "valid", begin: 0, end: 1 }), { name: "mask", shape: [2] });
    const mean = aggregate(set, { name: "mean", function: "mean", mask });
    expect(run(networkOf(mean), [1, 2, 2], [1, 6, 0, 100])).toEqual([0.5, 3]);
  });
});

describe("batch norm", () => {
  const network = networkOf(batchNorm(input("x", [2]), { name: "bn", momentum: 0.75, epsilon: 1 }), {
    "bn.gamma": [2, 1],
    "bn.beta": [0, 10],
  });

  it("uses the batch's moments while training, and remembers them", () => {
    const root = Math.sqrt(3);
    const y = run(
      network,
      [4, 2],
      [2, 1, 2, 1, 6, 1, 6, 1].map((v, i) => (i % 2 === 0 ? v / Math.SQRT2 : v)),
      true,
    );
    // The first column has variance 2, the second 0.
    [-2, 10, -2, 10, 2, 10, 2, 10].forEach((v, i) => {
      expect(y[i]).toBeCloseTo(i % 2 === 0 ? (v * Math.SQRT2) / root : v, 12);
    });
    const moving = (name: string) => Array.from(must(network.parameters.get(name), name).data);
    expect(moving("bn.moving_mean")[0]).toBeCloseTo(0.25 * 2 * Math.SQRT2, 12);
    expect(moving("bn.moving_variance")[0]).toBeCloseTo(0.75 + 0.25 * 2, 12);
    expect(moving("bn.moving_variance")[1]).toBeCloseTo(0.75, 12);
  });

  it("uses the running ones otherwise", () => {
    must(network.parameters.get("bn.moving_mean"), "mean").data.set([1, 2]);
    must(network.parameters.get("bn.moving_variance"), "variance").data.set([3, 8]);
    expect(run(network, [1, 2], [5, 5])).toEqual([4, 11]);
  });
});

describe("a layer refuses", () => {
  const line = input("x", [6, 2]);
  const vector = input("x", [3]);
  const cases: readonly (readonly [() => Layer, string])[] = [
    [() => dense(vector, { name: "fc", units: 0 }), "layer 'fc': units is 0; give a whole number of at least 1"],
    [
      () => conv1d(vector, { name: "c", filters: 2, kernelSize: 2 }),
      "layer 'c': the input has shape [3]; give [length, channels]",
    ],
    [
      () => conv1d(line, { name: "c", filters: 2, kernelSize: 7 }),
      "layer 'c': a window of [7] on [6]; give one within the input",
    ],
    [
      () => conv2d(input("x", [4, 4, 1]), { name: "c", filters: 1, kernelSize: [2] }),
      "layer 'c': size of the window is [2]; give 2 number(s)",
    ],
    [
      () => maxPool1d(line, { name: "p", poolSize: 2, padding: "full" as "same" }),
      "layer 'p': padding is 'full'; give 'valid' or 'same'",
    ],
    [() => reshape(line, { name: "r", shape: [5] }), "layer 'r': shape is [5]; give one of 12 elements"],
    [() => permute(line, { name: "t", axes: [0, 0] }), "layer 't': axes are [0, 0]; give [0, 1] in some order"],
    [() => slice(line, { name: "s", begin: 1, end: 3 }), "layer 's': begin, end are 1, 3; give 0 <= begin < end <= 2"],
    [
      () => concat([line, vector], { name: "j", axis: 0 }),
      "layer 'j': the inputs have shapes [6, 2], [3]; give shapes",
    ],
    [() => add(line, vector, { name: "a" }), "layer 'a': the inputs have shapes [6, 2] and [3]; give shapes"],
    [
      () => aggregate(vector, { name: "g", function: "sum" }),
      "layer 'g': the input has shape [3]; give [members, features]",
    ],
    [() => leakyRelu(vector, { name: "l", alpha: Number.NaN }), "layer 'l': alpha is NaN; give a number such as 0.125"],
    [() => batchNorm(vector, { name: "b", momentum: 1 }), "layer 'b': momentum is 1; give 0 <= momentum < 1"],
  ];

  it.each(cases)("%# with one clear message", (build, message) => {
    expect(build).toThrow(RangeError);
    expect(build).toThrow(message);
  });

  it("a name that another one has", () => {
    const once = dense(vector, { name: "fc", units: 3 });
    expect(() => createModel("net", { y: dense(once, { name: "fc", units: 3 }) })).toThrow(
      "two layers are called 'fc'; give each its own name",
    );
    expect(() => createModel("net", { x: once })).toThrow("'x' is an input and an output of 'net'; call one otherwise");
  });
});
