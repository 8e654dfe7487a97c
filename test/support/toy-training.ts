import { expect } from "vitest";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { apFixed } from "../../src/fixed/types.js";
import { must } from "../../src/support/errors.js";
import { createRandom } from "../../src/support/random.js";
import type { Kernels } from "../../src/train/autodiff/kernels.js";
import { referenceKernels } from "../../src/train/autodiff/reference-kernels.js";
import { type Columns, columnsOf } from "../../src/train/data/columns.js";
import { type FitResult, fit } from "../../src/train/fit/fit.js";
import type { FitOptions } from "../../src/train/fit/options.js";
import { relu } from "../../src/train/layers/activation.js";
import { dense } from "../../src/train/layers/dense.js";
import { input } from "../../src/train/layers/input.js";
import type { Layer } from "../../src/train/layers/layer.js";
import { createModel, createNetwork, type Model, type Network } from "../../src/train/network.js";
import { fixedQuantizer } from "../../src/train/quantize/fixed-quantizer.js";

/** Arrays by name: shape of one event, and values. */
export type Arrays = Readonly<Record<string, readonly [shape: readonly number[], values: ArrayLike<number>]>>;

export function columns(events: number, arrays: Arrays): Columns {
  const entries = Object.entries(arrays).map(([name, [shape, values]]) => {
    return [name, { shape: [events, ...shape], dtype: "float32", data: Float32Array.from(values) }] as const;
  });
  return must(columnsOf(new Map(entries), createReporter()), "columns");
}

/** Events of class 1 are normal around (shift, shift), those of class 0 around (-shift, -shift). */
export function gaussians(events: number, shift: number, stream: string): Columns {
  const random = createRandom(11, stream);
  const label = Float32Array.from({ length: events }, (_, i) => i % 2);
  const x = Float32Array.from({ length: 2 * events }, (_, i) => {
    return (2 * (label[i >> 1] as number) - 1) * shift + random.normal();
  });
  return columns(events, { x: [[2], x], label: [[], label] });
}

/** x [..., inputs] - (hidden, ReLU) - y [..., outputs], with 8-bit quantizers. */
export function mlpModel(inputs: number | readonly number[], hidden: number, outputs: number): Model {
  const type = (signed: boolean, int: number) => fixedQuantizer(apFixed({ signed, width: 8, int }, "RND_CONV", "SAT"));
  const weight = type(true, 2);
  const x = input("x", typeof inputs === "number" ? [inputs] : inputs);
  const first = (): Layer => dense(x, { name: "hidden", units: hidden, weight, bias: weight });
  const body = hidden === 0 ? x : relu(first(), { name: "active", type: type(false, 3) });
  return createModel("mlp", { y: dense(body, { name: "y", units: outputs, weight, bias: weight }) });
}

export function mlp(inputs: number, hidden: number, outputs: number, kernels: Kernels = referenceKernels(32)): Network {
  return createNetwork(mlpModel(inputs, hidden, outputs), kernels, { seed: 7 });
}

/** Fits, where nothing may be reported. */
export function fitted(network: Network, data: Columns, options: FitOptions): FitResult {
  const reporter = createReporter();
  const result = fit(network, data, options, reporter);
  expect(reporter.diagnostics).toEqual([]);
  return must(result, "result");
}

export function weight(network: Network, name: string): number[] {
  return Array.from(must(network.parameters.get(name), name).data);
}
