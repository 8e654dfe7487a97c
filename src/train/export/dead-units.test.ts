import { describe, expect, it } from "vitest";
import { quantizedRun, randomEvents, shaken, simulatedRun } from "../../../test/support/quantized-run.js";
import { must } from "../../support/errors.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { leakyRelu, relu } from "../layers/activation.js";
import { batchNorm } from "../layers/batch-norm.js";
import { dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import type { Layer } from "../layers/layer.js";
import { add } from "../layers/merge.js";
import { quantized } from "../layers/quantized.js";
import { createModel, createNetwork, type Network } from "../network.js";
import { learnedQuantizer } from "../quantize/learned-quantizer.js";
import { widthQuantizer } from "../quantize/width-quantizer.js";
import { withoutDeadUnits } from "./dead-units.js";
import { emitNetwork } from "./export-model.js";

const bits = () => ({ weight: learnedQuantizer({ fraction: 4 }), bias: widthQuantizer({ width: 5 }) });
const type = () => widthQuantizer({ width: 6 });

/** x -> 6 -> 5 -> 2, with a batch norm after the first. */
function layers(): Record<"first" | "second" | "y", Layer> {
  const x = quantized(input("x", [4]), { name: "cast", type: widthQuantizer({ width: 8, signed: true }) });
  const first = dense(x, { name: "first", units: 6, ...bits() });
  const row = () => widthQuantizer({ width: 5 });
  const normed = batchNorm(first, { name: "norm", scale: row(), offset: row(), accum: type() });
  const second = dense(relu(normed, { name: "relu" }), { name: "second", units: 5, accum: type(), ...bits() });
  return {
    first,
    second,
    y: dense(leakyRelu(second, { name: "leaky", alpha: 0.25, type: type() }), { name: "y", units: 2, ...bits() }),
  };
}

function networkOf(outputs: Record<string, Layer>): Network {
  const network = shaken(createNetwork(createModel("net", outputs), referenceKernels(64), { seed: 3 }), 3);
  for (const [name, { data }] of network.parameters) {
    if (name.endsWith(".fraction")) data.fill(0.5);
    if (name.endsWith(".range")) data.set([-4, 4]);
  }
  return network;
}

/** Zeros of a matrix [rows, columns] of the network. */
function clear(network: Network, name: string, columns: number, which: (row: number, column: number) => boolean): void {
  const { data } = must(network.parameters.get(name), name);
  for (let i = 0; i < data.length; i++) if (which(Math.floor(i / columns), i % columns)) data[i] = 0;
}

function shapesOf(network: Network): Record<string, readonly number[]> {
  const { initializers } = withoutDeadUnits(emitNetwork(network, true), network.model.outputs.keys());
  const names = ["first.weight", "first.bias", "norm.scale", "norm.offset", "second.weight", "second.bias", "y.weight"];
  return Object.fromEntries(names.map((name) => [name, must(initializers.get(name), name).shape]));
}

describe("dead units", () => {
  it("are left out of an export, whose bits stay", () => {
    const { y } = layers();
    const network = networkOf({ y });
    // Unit 1 of the second layer is always 0; nobody reads unit 3.
    clear(network, "second.weight", 5, (_, column) => column === 1);
    clear(network, "second.bias", 5, (_, column) => column === 1);
    clear(network, "y.weight", 2, (row) => row === 3);
    // Unit 0 of the first layer is read by those two alone.
    clear(network, "second.weight", 5, (row, column) => row === 0 && column !== 3);
    // Unit 5 has neither weights nor an offset.
    clear(network, "first.weight", 6, (_, column) => column === 5);
    for (const name of ["first.bias", "norm.beta", "norm.moving_mean"])
      clear(network, name, 6, (_, column) => column === 5);
    expect(shapesOf(network)).toEqual({
      "first.weight": [4, 4],
      "first.bias": [4],
      "norm.scale": [4],
      "norm.offset": [4],
      "second.weight": [4, 3],
      "second.bias": [3],
      "y.weight": [3, 2],
    });
    const events = randomEvents([4], 64, 2, 1);
    const expected = quantizedRun(network, events);
    expect(new Set(expected.get("y")).size).toBeGreaterThan(10);
    expect(simulatedRun(network, events, { deadUnits: "removed" })).toEqual(expected);
  });

  it("stay where something else sees them, and one stays in any case", () => {
    const { second, y } = layers();
    const network = networkOf({ y, seen: add(second, second, { name: "twice", type: type() }) });
    clear(network, "second.weight", 5, () => true);
    clear(network, "second.bias", 5, () => true);
    expect(shapesOf(network)).toMatchObject({ "first.weight": [4, 1], "second.weight": [1, 5], "y.weight": [5, 2] });
    const events = randomEvents([4], 16, 2, 1);
    expect(simulatedRun(network, events, { deadUnits: "removed" })).toEqual(quantizedRun(network, events));
  });
});
