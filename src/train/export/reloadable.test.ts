import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { compile } from "../../driver/compile.js";
import { apFixed } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { wasmKernels } from "../autodiff/wasm-kernels.js";
import { type Columns, columnNamed } from "../data/columns.js";
import { relu } from "../layers/activation.js";
import { dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import { quantized } from "../layers/quantized.js";
import { createModel, createNetwork, type Model, type State, stateOf } from "../network.js";
import { calibrate } from "../quantize/calibrate.js";
import { fixedQuantizer } from "../quantize/fixed-quantizer.js";
import { frozenQuantizer } from "../quantize/frozen-quantizer.js";
import type { Quantizer } from "../quantize/quantizer.js";
import { widthQuantizer } from "../quantize/width-quantizer.js";
import { firmwareOf } from "../recipes/firmware.js";
import { type ExportedModel, exportModel } from "./export-model.js";
import { reloadableConfig } from "./reloadable.js";

const random = createRandom(4, "reloadable");
const data: Columns = {
  events: 300,
  columns: new Map([["x", { shape: [6], data: Float32Array.from({ length: 1800 }, () => 3 * random.normal()) }]]),
};

function model(settled: (quantizer: Quantizer) => Quantizer): Model {
  const type = settled(widthQuantizer({ width: 6 }));
  const bits = { weight: type, bias: type };
  const x = quantized(input("x", [6]), {
    name: "digits",
    type: fixedQuantizer(apFixed({ signed: true, width: 8, int: 4 }, "RND_CONV", "SAT")),
  });
  const first = relu(dense(x, { name: "a", units: 5, ...bits }), { name: "a_relu", type });
  const accum = settled(widthQuantizer({ width: 10, signed: true }));
  return createModel("reloaded", { y: dense(first, { name: "b", units: 3, ...bits, accum }) });
}

const kernels = wasmKernels();
const found = createNetwork(
  model((same) => same),
  kernels,
  { seed: 2 },
);
calibrate(found, [new Map([["x", { shape: [300, 6], data: columnNamed(data, "x").data }]])]);
const known = stateOf(found);
const deployed = model((quantizer) => frozenQuantizer(quantizer, (name) => must(known.get(name), name)));
const base = createNetwork(deployed, kernels, { state: known });
const config = reloadableConfig(base);

function types({ model: bytes, config }: ExportedModel): unknown {
  const request = { model: { file: "m.onnx", bytes }, config: { file: "m.yml", text: config } };
  const { nodes, types: all } = must(compile(request, createReporter()), "compiled").graph;
  return [Array.from(all, ([, { elem }]) => elem), nodes.map(({ result }) => result)];
}

function withWeights(value: (name: string) => number): State {
  return new Map(Array.from(known, ([name, values]) => [name, values.map(() => value(name))]));
}

describe("firmware whose weights are loaded again", () => {
  const before = types({ ...exportModel(base, { quantized: true }), config });

  it.each([
    ["its own weights", known],
    ["the least weights", withWeights(() => -100)],
    ["the greatest weights", withWeights(() => 100)],
    ["the least after the greatest", withWeights((name) => (name.startsWith("a") ? 100 : -100))],
    ["weights of half their types", withWeights(() => 0.5 * random.normal())],
  ])("has the same types and the trainer's bits with %s", (_, state) => {
    const network = createNetwork(deployed, kernels, { state });
    const { exported, agreement } = firmwareOf(network, data, {}, config);
    expect(agreement).toMatchObject({ values: 900, differing: 0 });
    expect(types(exported)).toEqual(before);
  });

  it("would have others if sums followed the weights", () => {
    const state = withWeights(() => 0.01 * random.normal());
    const [own, other] = [base, createNetwork(deployed, kernels, { state })].map((network) =>
      types(exportModel(network, { quantized: true })),
    );
    expect(other).not.toEqual(own);
  });
});
