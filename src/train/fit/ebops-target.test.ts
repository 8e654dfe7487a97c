import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { apFixed, fixed } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { withTape } from "../autodiff/tape.js";
import { wasmKernels } from "../autodiff/wasm-kernels.js";
import { type Columns, columnNamed, columnsOf } from "../data/columns.js";
import { relu } from "../layers/activation.js";
import { dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import { quantized } from "../layers/quantized.js";
import { createModel, createNetwork, forward, type Network } from "../network.js";
import { constant, cosine } from "../optimize/schedule.js";
import { fixedQuantizer } from "../quantize/fixed-quantizer.js";
import { learnedQuantizer } from "../quantize/learned-quantizer.js";
import { widthQuantizer } from "../quantize/width-quantizer.js";
import { ebopsTarget } from "./ebops-target.js";
import { predict } from "./evaluate.js";
import { fit } from "./fit.js";
import { binaryLoss, errorLoss } from "./losses.js";

const kernels = wasmKernels();

/** y = 2 x0 + x1 / 4 + 0 x2, with noise of 0.1. */
function lines(events: number): Columns {
  const random = createRandom(5, "lines");
  const x = Float32Array.from({ length: 3 * events }, () => random.normal());
  const y = Float32Array.from({ length: events }, (_, i) => {
    return 2 * must(x[3 * i], "x0") + must(x[3 * i + 1], "x1") / 4 + 0.1 * random.normal();
  });
  return columns({ x: [[events, 3], x], y: [[events, 1], y] });
}

/** Two Gaussians at ±(1, 1) of width 1 in the first two of eight inputs; the others are noise. */
function gaussians(events: number, stream: string): Columns {
  const random = createRandom(6, stream);
  const label = Float32Array.from({ length: events }, (_, i) => i % 2);
  const x = Float32Array.from({ length: 8 * events }, (_, i) => {
    return random.normal() + (i % 8 < 2 ? 2 * must(label[i >> 3], "label") - 1 : 0);
  });
  return columns({ x: [[events, 8], x], label: [[events], label] });
}

function columns(arrays: Readonly<Record<string, readonly [readonly number[], Float32Array]>>): Columns {
  const entries = Object.entries(arrays).map(
    ([name, [shape, data]]) => [name, { shape, dtype: "float32", data }] as const,
  );
  return must(columnsOf(new Map(entries), createReporter()), "columns");
}

function costOf(network: Network, data: Columns): number {
  return withTape(kernels, (tape) => {
    const { shape, data: x } = columnNamed(data, "x");
    const inputs = new Map([["x", tape.constant([data.events, ...shape], x)]]);
    const { costs } = forward(network, tape, inputs, { quantized: true });
    return Array.from(costs.values()).reduce((sum, { data }) => sum + (data[0] as number), 0);
  });
}

const cast = fixedQuantizer(apFixed(fixed(true, 8, 4), "RND", "SAT"));

describe("learned bits", () => {
  it("leave a useless input's weight, and keep as many as the others are worth", () => {
    const x = quantized(input("x", [3]), { name: "cast", type: cast });
    const y = dense(x, { name: "y", units: 1, useBias: false, weight: learnedQuantizer({ fraction: 6 }) });
    const network = createNetwork(createModel("lines", { y }), kernels, { seed: 1 });
    const data = lines(512);
    const loss = errorLoss({ output: "y", target: "y", error: "square" });
    const priced = ebopsTarget(loss, { target: 1, growth: 1.0001, multiplier: 1e-4 });
    const options = { seed: 1, epochs: 150, batch: 64, quantized: true, rate: constant(0.01) };
    must(fit(network, data, { ...options, loss: priced.loss, hooks: [priced.hook] }, createReporter()), "fit");
    const values = (name: string) => must(network.parameters.get(name), name).data;
    const place = { name: "y.weight", role: "weight", shape: [3, 1] } as const;
    const weights = learnedQuantizer({ fraction: 6 }).quantized(place, values, values("y.weight"));
    expect(Array.from(weights)).toEqual([2, 0.25, 0]);
  });

  it("say which layer would get its bits for nothing", () => {
    const x = quantized(input("x", [3]), { name: "cast", type: cast });
    const bits = { weight: learnedQuantizer({ fraction: 4 }) };
    const hidden = dense(x, { name: "hidden", units: 2, ...bits });
    const network = createNetwork(createModel("m", { y: dense(hidden, { name: "y", units: 1, ...bits }) }), kernels, {
      seed: 1,
    });
    const { loss } = ebopsTarget(errorLoss({ output: "y", target: "y", error: "square" }), { target: 10 });
    const train = () => fit(network, lines(8), { seed: 1, quantized: true, loss }, createReporter());
    expect(train).toThrow("layer 'y' tells no effective bit operations; give types to its weights and to the values");
  });

  it("meet a target within 10 %, with the same decisions", () => {
    const bits = () => ({ weight: learnedQuantizer({ fraction: 5 }), bias: widthQuantizer({ width: 8 }) });
    const x = quantized(input("x", [8]), { name: "cast", type: cast });
    const hidden = dense(x, { name: "hidden", units: 16, ...bits() });
    const active = relu(hidden, { name: "active", type: learnedQuantizer({ fraction: 5 }) });
    const model = createModel("gaussians", { y: dense(active, { name: "y", units: 1, ...bits() }) });
    const [data, test] = [gaussians(2048, "train"), gaussians(4096, "test")];
    const loss = binaryLoss({ output: "y", labels: "label" });
    const accuracyOf = (network: Network): number => {
      const scores = columnNamed(predict(network, test, { quantized: true }), "y").data;
      const labels = columnNamed(test, "label").data;
      return scores.filter((score, i) => score > 0 === (labels[i] === 1)).length / test.events;
    };
    const network = createNetwork(model, kernels, { seed: 3 });
    const options = { seed: 1, batch: 128, quantized: true, rate: constant(0.005) };
    must(fit(network, data, { ...options, loss, epochs: 10 }, createReporter()), "fit");
    const [before, accuracy] = [costOf(network, test), accuracyOf(network)];
    const target = 400;
    const priced = ebopsTarget(loss, { target });
    const settling = { ...options, rate: cosine({ rate: 0.005 }), epochs: 40 };
    must(fit(network, data, { ...settling, loss: priced.loss, hooks: [priced.hook] }, createReporter()), "fit");
    expect(before).toBeGreaterThan(5 * target);
    expect(Math.abs(costOf(network, test) / target - 1)).toBeLessThan(0.1);
    expect(accuracyOf(network)).toBeGreaterThan(accuracy - 0.01);
  });
});
