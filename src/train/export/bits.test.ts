import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantizedRun, randomEvents, shaken, simulatedRun } from "../../../test/support/quantized-run.js";
import {
  type LayerSpec,
  layerSpec,
  type MakeQuantizer,
  randomModel,
  types,
} from "../../../test/support/random-network.js";
import { apFixed } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import { multiply } from "../autodiff/ops/elementwise.js";
import { sumAxis } from "../autodiff/ops/reduce.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { reshape, withTape } from "../autodiff/tape.js";
import { wasmKernels } from "../autodiff/wasm-kernels.js";
import { createNetwork, forward, type Model, type Network, stateOf } from "../network.js";
import { fixedQuantizer } from "../quantize/fixed-quantizer.js";
import { learnedQuantizer } from "../quantize/learned-quantizer.js";
import { widthQuantizer } from "../quantize/width-quantizer.js";
import { sumBits } from "./sum-bits.js";

const EVENTS = 16;

const narrow = wasmKernels();

/** Judges a network's bits with 64-bit kernels, and with 32-bit ones where those are said to be exact. */
function expectBits(network: Network, shape: readonly number[], spread: number, seed: number): void {
  const most = Math.max(...sumBits(network).map(({ bits }) => bits));
  fc.pre(most <= 53);
  const events = randomEvents(shape, EVENTS, spread, seed);
  expect(quantizedRun(network, events)).toEqual(simulatedRun(network, events));
  if (most > 24) return;
  const mark = narrow.mark();
  const short = createNetwork(network.model, narrow, { state: stateOf(network) });
  expect(quantizedRun(short, events)).toEqual(simulatedRun(short, events));
  narrow.release(mark);
}

/** A few steps down the gradient of the outputs' squares, quantized and in training, as a loop would make them. */
function trained(model: Model, shape: readonly number[], seed: number): Network {
  const network = createNetwork(model, referenceKernels(32), { seed });
  const { kernels, parameters } = network;
  for (let step = 0; step < 3; step++) {
    const { shape: dims, data } = randomEvents(shape, EVENTS, 1, seed + step);
    withTape(kernels, (tape) => {
      const inputs = new Map([["x", tape.constant(dims, data)]]);
      const y = must(forward(network, tape, inputs, { quantized: true, training: true }).outputs.get("y"), "y");
      const loss = sumAxis(tape, reshape(multiply(tape, y, y), [y.data.length]), 0);
      if (loss.grad !== undefined) tape.backward(reshape(loss, [1]));
    });
    for (const { data, grad } of parameters.values()) {
      if (grad === undefined) continue;
      for (let i = 0; i < data.length; i++)
        data[i] = must(data[i], "weight") - 0.05 * Math.sign(must(grad[i], "slope"));
      grad.fill(0);
    }
  }
  return network;
}

const network = fc.record({
  shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  first: types(2, 10),
  specs: fc.array(layerSpec, { minLength: 1, maxLength: 6 }),
  seed: fc.nat(1000),
});

const MAKERS: readonly MakeQuantizer[] = [
  fixedQuantizer,
  ({ width, rounding, overflow }) => widthQuantizer({ width, rounding, overflow }),
  ({ width, rounding, overflow }) => learnedQuantizer({ fraction: width / 2, rounding, overflow }),
];

describe("a quantized run has the simulator's bits", () => {
  it("with any numbers in its parameters", () => {
    fc.assert(
      fc.property(network, ({ shape, first, specs, seed }) => {
        const wide = shaken(createNetwork(randomModel(shape, first, specs), referenceKernels(64), { seed }), seed);
        expectBits(wide, shape, 2 ** (first.int - 1), seed);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("after a few steps of training, types learned or given", () => {
    fc.assert(
      fc.property(network, fc.constantFrom(...MAKERS), ({ shape, first, specs, seed }, make) => {
        const model = randomModel(shape, first, specs, make);
        const state = stateOf(trained(model, shape, seed));
        const wide = createNetwork(model, referenceKernels(64), { state });
        expectBits(wide, shape, 1, seed);
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  const bits = apFixed({ signed: false, width: 2, int: 0 });
  const some = { a: 0, b: 1, same: false, weight: bits, bias: bits, result: undefined };

  it.each<{ kinds: readonly LayerSpec["kind"][] }>([
    // A reader that wants the model's order first brings a permuted operand into it, under its own name.
    { kinds: ["permute", "aggregate"] },
    { kinds: ["permute", "softmax", "dense"] },
  ])("found earlier: $kinds", ({ kinds }) => {
    const model = randomModel(
      [2, 3],
      bits,
      kinds.map((kind) => ({ ...some, kind })),
    );
    expectBits(shaken(createNetwork(model, referenceKernels(64), { seed: 0 }), 0), [2, 3], 1, 0);
  });
});
