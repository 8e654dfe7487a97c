import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layerSpec, randomModel, types } from "../../../test/support/random-network.js";
import { createReporter } from "../../diagnostics/reporter.js";
import { compile } from "../../driver/compile.js";
import { simulate } from "../../driver/simulate.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { withTape } from "../autodiff/tape.js";
import { createNetwork, forward, type Network, stateOf } from "../network.js";
import { compiledOps } from "./compiled-ops.js";
import { exportModel } from "./export-model.js";
import { fits } from "./sum-bits.js";

const EVENTS = 16;

/** Numbers that are not those of a start: biases other than 0, variances other than 1. */
function shaken(network: Network, seed: number): Network {
  for (const [name, { data }] of network.parameters) {
    const random = createRandom(seed, `shake ${name}`);
    for (let i = 0; i < data.length; i++) {
      data[i] = name.endsWith("variance") ? random.exponential() : random.normal();
    }
  }
  return network;
}

function outputsOf(network: Network, x: Float32Array, shape: readonly number[]): Map<string, number[]> {
  return withTape(network.kernels, (tape) => {
    const inputs = new Map([["x", tape.constant([EVENTS, ...shape], x)]]);
    const { outputs } = forward(network, tape, inputs, { quantized: true, compiled: compiledOps(network) });
    return new Map(Array.from(outputs, ([name, { data }]) => [name, Array.from(data)]));
  });
}

function simulated(network: Network, x: Float32Array, shape: readonly number[]): Map<string, number[]> {
  const { model, config } = exportModel(network, { quantized: true });
  const reporter = createReporter();
  const request = { model: { file: "m.onnx", bytes: model }, config: { file: "m.yaml", text: config } };
  const compiled = compile(request, reporter);
  const told = reporter.diagnostics.filter(({ severity }) => severity !== "note");
  expect(told, config).toEqual([]);
  const arrays = { x: { shape: [EVENTS, ...shape], dtype: "float32" as const, data: x } };
  const simulation = must(simulate(must(compiled, "model"), arrays, reporter, { dtype: "float64" }), "simulation");
  return new Map(Array.from(simulation.outputs, ([name, { data }]) => [name, Array.from(data, Number)]));
}

describe("a quantized run", () => {
  it("gives the bits of the simulator", () => {
    const network = fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      first: types(2, 10),
      specs: fc.array(layerSpec, { minLength: 1, maxLength: 6 }),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(network, ({ shape, first, specs, seed }) => {
        const model = randomModel(shape, first, specs);
        const wide = shaken(createNetwork(model, referenceKernels(64), { seed }), seed);
        fc.pre(fits(wide, 64));
        const random = createRandom(seed, "events");
        const size = shape.reduce((a, b) => a * b, EVENTS);
        const x = Float32Array.from(
          { length: size },
          () => random.normal() * 2 ** (first.int - (random.chance(0.3) ? 0 : 2)),
        );
        const expected = simulated(wide, x, shape);
        expect(outputsOf(wide, x, shape)).toEqual(expected);
        const short = createNetwork(model, referenceKernels(32), { state: stateOf(wide) });
        if (!fits(short)) return;
        expect(outputsOf(short, x, shape)).toEqual(simulated(short, x, shape));
      }),
      { numRuns: 100, seed: 1 },
    );
  });
});
