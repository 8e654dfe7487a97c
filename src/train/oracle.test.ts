import { defaultDevice, init, type Array as Jax, lax, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import { beforeAll, describe, expect, it } from "vitest";
import { type ApFixed, apFixed, fraction, maxMantissa, minMantissa } from "../fixed/types.js";
import { must } from "../support/errors.js";
import { createRandom } from "../support/random.js";
import { softmaxCrossEntropy } from "./autodiff/ops/losses.js";
import { withTape } from "./autodiff/tape.js";
import { sizeOf } from "./autodiff/tensor.js";
import { wasmKernels } from "./autodiff/wasm-kernels.js";
import { relu } from "./layers/activation.js";
import { conv1d } from "./layers/conv.js";
import { dense } from "./layers/dense.js";
import { input } from "./layers/input.js";
import type { Layer } from "./layers/layer.js";
import { flatten } from "./layers/shape.js";
import { createModel, createNetwork, forward } from "./network.js";
import { fixedQuantizer } from "./quantize/fixed-quantizer.js";

// jax-js as an independent judge of whole steps. Its arrays are owned: `.ref` keeps one that a call would consume.

const WEIGHT = apFixed({ signed: true, width: 8, int: 2 }, "RND_CONV", "SAT");
const ACTIVATION = apFixed({ signed: false, width: 6, int: 2 }, "RND_CONV", "SAT");
const EVENTS = 8;
const CLASSES = 3;

type Arrays = Readonly<Record<string, Jax>>;

/** x as a variable of the type holds it, straight through. */
function quantized(x: Jax, type: ApFixed): Jax {
  const scale = 2 ** fraction(type);
  const held = np.clip(x, Number(minMantissa(type)) / scale, Number(maxMantissa(type)) / scale);
  const rounded = np.round(held.ref.mul(scale)).mul(1 / scale);
  return held.ref.add(lax.stopGradient(rounded.sub(held)));
}

function crossEntropy(logits: Jax, labels: Jax): Jax {
  return np.sum(nn.logSoftmax(logits).mul(labels)).mul(-1 / EVENTS);
}

/** Inputs of few bits: sums of quantized products are then the same in any order. */
function inputsOf(size: number): Float32Array {
  const random = createRandom(1, "inputs");
  return Float32Array.from({ length: size }, () => Math.round(1024 * random.normal()) / 1024);
}

const targets = [0, 2, 1, 1, 0, 2, 2, 1];
const labels = Float32Array.from({ length: EVENTS * CLASSES }, (_, i) =>
  Number(targets[Math.floor(i / CLASSES)] === i % CLASSES),
);

/** Trains nothing: loss and gradients of the first step of both sides, from the same numbers, must agree. */
function expectSameStep(output: Layer, shape: readonly number[], loss: (p: Arrays, x: Jax, labels: Jax) => Jax): void {
  const kernels = wasmKernels();
  const model = createModel("oracle", { y: output });
  const network = createNetwork(model, kernels, { seed: 7 });
  const x = inputsOf(EVENTS * sizeOf(shape));
  const ours = withTape(kernels, (tape) => {
    const xs = new Map([["x", tape.constant([EVENTS, ...shape], x)]]);
    const y = must(forward(network, tape, xs, { training: true, quantized: true }).outputs.get("y"), "y");
    const value = softmaxCrossEntropy(tape, y, tape.constant([EVENTS], targets));
    tape.backward(value);
    return value.data[0] as number;
  });
  const parameters = Array.from(network.parameters.values(), ({ name, shape: axes, data }) => {
    return [name, np.array(data.slice() as Float32Array<ArrayBuffer>).reshape([...axes])] as const;
  });
  const [value, gradients] = valueAndGrad(loss)(
    Object.fromEntries(parameters),
    np.array(x).reshape([EVENTS, ...shape]),
    np.array(labels).reshape([EVENTS, CLASSES]),
  ) as [Jax, Arrays];
  expect(ours).toBeCloseTo(value.item(), 5);
  for (const { name, grad } of network.parameters.values()) {
    const expected = must(gradients[name], name).dataSync();
    expect(Array.from<number>(expected).some((slope) => Math.abs(slope) > 1e-3)).toBe(true);
    must(grad, name).forEach((slope: number, i: number) => expect(slope).toBeCloseTo(expected[i] as number, 5));
  }
}

describe("a step of quantized training, against jax-js", () => {
  const weight = fixedQuantizer(WEIGHT);
  const weights = { weight, bias: weight };
  const type = fixedQuantizer(ACTIVATION);
  const parameter = (p: Arrays, name: string): Jax => quantized(must(p[name], name), WEIGHT);

  beforeAll(async () => {
    await init("wasm");
    defaultDevice("wasm");
  });

  it("of dense layers", () => {
    const hidden = relu(dense(input("x", [6]), { name: "a", units: 7, ...weights }), { name: "active", type });
    expectSameStep(dense(hidden, { name: "b", units: CLASSES, ...weights }), [6], (p, x, target) => {
      const sum = np.matmul(x, parameter(p, "a.weight")).add(parameter(p, "a.bias"));
      const active = quantized(nn.relu(sum), ACTIVATION);
      return crossEntropy(np.matmul(active, parameter(p, "b.weight")).add(parameter(p, "b.bias")), target);
    });
  });

  it("of a convolution, with strides and pads", () => {
    const [length, channels, filters] = [9, 2, 4];
    const options = { name: "c", filters, kernelSize: 3, strides: 2, padding: "same", ...weights } as const;
    const hidden = relu(conv1d(input("x", [length, channels]), options), { name: "active", type });
    const y = dense(flatten(hidden, { name: "flat" }), { name: "d", units: CLASSES, ...weights });
    expectSameStep(y, [length, channels], (p, x, target) => {
      // Channels come second in jax, and filters first.
      const kernel = parameter(p, "c.weight").transpose([2, 1, 0]);
      const sum = lax.conv(x.transpose([0, 2, 1]), kernel, [2], "SAME").transpose([0, 2, 1]);
      const active = quantized(nn.relu(sum.add(parameter(p, "c.bias"))), ACTIVATION);
      const flat = active.reshape([EVENTS, Math.ceil(length / 2) * filters]);
      return crossEntropy(np.matmul(flat, parameter(p, "d.weight")).add(parameter(p, "d.bias")), target);
    });
  });
});
