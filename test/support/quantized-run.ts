import { expect } from "vitest";
import { createReporter } from "../../src/diagnostics/reporter.js";
import { compile } from "../../src/driver/compile.js";
import { simulate } from "../../src/driver/simulate.js";
import { must } from "../../src/support/errors.js";
import { createRandom } from "../../src/support/random.js";
import { withTape } from "../../src/train/autodiff/tape.js";
import { compiledOps } from "../../src/train/export/compiled-ops.js";
import { type ExportOptions, exportModel } from "../../src/train/export/export-model.js";
import { forward, type Network } from "../../src/train/network.js";

/** [events, ...shape] of the network's only input, called x. */
export interface Events {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Random events whose values have about the size `spread`. */
export function randomEvents(shape: readonly number[], events: number, spread: number, seed: number): Events {
  const random = createRandom(seed, "events");
  const size = shape.reduce((a, b) => a * b, events);
  return { shape: [events, ...shape], data: Float32Array.from({ length: size }, () => random.normal() * spread) };
}

/** Every parameter at random: biases other than 0, variances other than 1. */
export function shaken(network: Network, seed: number): Network {
  for (const [name, { data }] of network.parameters) {
    const random = createRandom(seed, `shake ${name}`);
    for (let i = 0; i < data.length; i++) data[i] = name.endsWith("variance") ? random.exponential() : random.normal();
  }
  return network;
}

/** What the quantized network computes with its kernels, by output. */
export function quantizedRun(network: Network, { shape, data }: Events): Map<string, number[]> {
  const compiled = compiledOps(network);
  return withTape(network.kernels, (tape) => {
    const inputs = new Map([["x", tape.constant(shape, data)]]);
    const { outputs } = forward(network, tape, inputs, { quantized: true, compiled });
    return new Map(Array.from(outputs, ([name, y]) => [name, Array.from(y.data)]));
  });
}

/** What the simulator makes of the network's export, by output; the compiler must have nothing to say of it. */
export function simulatedRun(
  network: Network,
  { shape, data }: Events,
  options: Partial<ExportOptions> = {},
): Map<string, number[]> {
  const { model, config } = exportModel(network, { quantized: true, ...options });
  const reporter = createReporter();
  const request = { model: { file: "m.onnx", bytes: model }, config: { file: "m.yaml", text: config } };
  const compiled = must(compile(request, reporter), "compiled model");
  expect(reporter.diagnostics).toEqual([]);
  const x = { shape, dtype: "float32", data } as const;
  const { outputs } = must(simulate(compiled, { x }, reporter, { dtype: "float64" }), "simulation");
  return new Map(Array.from(outputs, ([name, y]) => [name, Array.from(y.data, Number)]));
}
