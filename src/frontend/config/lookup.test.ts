import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { printApFixed } from "../../fixed/text.js";
import type { LayerSettings, Variable } from "../../ir/import.js";
import type { ModelNames, ModelNode } from "./layer-names.js";
import { parseConfig } from "./parse.js";
import { printOrigin } from "./provenance.js";
import { resolveSettings, type Settings } from "./settings.js";

const MATMUL: ModelNode = { name: "MatMul_0", opType: "MatMul", constantOperand: true };
const RELU: ModelNode = { name: "Relu_0", opType: "Relu", constantOperand: false };
const SOFTMAX: ModelNode = { name: "Softmax_0", opType: "Softmax", constantOperand: false };
const CONV: ModelNode = { name: "Conv_0", opType: "Conv", constantOperand: true, spatial: 1, form: "full" };
const NAMES: ModelNames = { inputs: ["x"], constants: ["W0"], nodes: [MATMUL, RELU, SOFTMAX, CONV] };

function settingsOf(config: unknown): Settings {
  const reporter = createReporter();
  const parsed = parseConfig(JSON.stringify(config), "c.json", reporter);
  const settings = resolveSettings(parsed, {}, NAMES, reporter);
  expect(reporter.diagnostics.filter(({ code }) => code !== "BX2047")).toEqual([]);
  return settings;
}

function layerOf(node: ModelNode, config: unknown): LayerSettings {
  return settingsOf(config).layer(node.name, node.opType);
}

function type(layer: LayerSettings, variable: Variable): string | undefined {
  const found = layer.precision(variable);
  return found === undefined || found === "auto" ? found : printApFixed(found);
}

const [A, B, C, D] = ["ap_fixed<8,1>", "ap_fixed<8,2>", "ap_fixed<8,3>", "ap_fixed<16,6>"] as const;
const model = { Precision: { default: D } };

describe("lookup of a layer's settings", () => {
  it("takes the variable, then the default, by name, by type, then of the Model", () => {
    const LayerType = { Activation: { Precision: { result: B, param: C } } };
    expect(type(layerOf(RELU, { Model: model, LayerType }), "result")).toBe(B);
    expect(type(layerOf(RELU, { Model: model, LayerType, LayerName: { Relu_0: { Precision: A } } }), "result")).toBe(A);
    expect(type(layerOf(RELU, { Model: { Precision: { default: D, result: C } } }), "result")).toBe(C);
    expect(type(layerOf(RELU, { Model: model }), "result")).toBe(D);
  });

  it("lets 'auto' in a layer hide what the Model says", () => {
    const layer = layerOf(RELU, { Model: model, LayerName: { Relu_0: { Precision: { result: "auto" } } } });
    expect(type(layer, "result")).toBe("auto");
    expect(layer.ownPrecision("bias")).toBeUndefined();
    expect(type(layer, "bias")).toBe(D);
  });

  it("keeps defaults away from tables, which have their own", () => {
    const layer = layerOf(SOFTMAX, {
      Model: model,
      LayerName: { Softmax_0: { Precision: { default: A, exp_table: B }, InvInpT: C } },
    });
    expect(type(layer, "accum")).toBe(A);
    expect(type(layer, "exp_table")).toBe(B);
    expect(type(layer, "inv_inp")).toBe(C);
    expect(type(layer, "inv_table")).toBeUndefined();
  });

  it("lets an old type count as the name of the layer that replaces it", () => {
    const LayerType = { MatMul: { Precision: { weight: A } }, Dense: { Precision: { weight: B, bias: B } } };
    const layer = layerOf(MATMUL, { Model: model, LayerType });
    expect([type(layer, "weight"), type(layer, "bias")]).toEqual([A, B]);
    const named = layerOf(MATMUL, { Model: model, LayerType, LayerName: { MatMul_0: { Precision: { bias: C } } } });
    expect([type(named, "weight"), type(named, "bias")]).toEqual([B, C]);
  });

  it("tells convolutions apart by their dimensions", () => {
    const LayerType = { Conv2D: { Precision: A }, Conv1D: { ReuseFactor: 3 } };
    const layer = layerOf(CONV, { Model: model, LayerType, LayerName: { Conv1D_Conv_0: { Strategy: "resource" } } });
    expect([type(layer, "weight"), layer.reuseFactor(), layer.strategy()]).toEqual([D, 3, "Resource"]);
  });

  it("has hls4ml's default where a configuration gives none, and no type at all without one", () => {
    expect(layerOf(RELU, {}).modelPrecision("default")).toMatchObject({ width: 16, int: 6 });
    const settings = resolveSettings(undefined, {}, NAMES, createReporter());
    expect(settings.layer("Relu_0", "Relu").precision("result")).toBeUndefined();
    expect(settings.layer("Relu_0", "Relu").modelPrecision("default")).toBeUndefined();
  });

  it("gives inputs the Model's input type in Bunchcross's numerics", () => {
    const config = { Numerics: "bunchcross", Model: { Precision: { default: D, input: A } } };
    expect(type(settingsOf(config).layer("x", "Input"), "result")).toBe(A);
    expect(type(layerOf(RELU, config), "result")).toBe(D);
  });

  it("reads table sizes and the form of a softmax", () => {
    const LayerType = { Softmax: { TableSize: 512, Implementation: "LATENCY" } };
    const layer = layerOf(SOFTMAX, { LayerType, LayerName: { Softmax_0: { exp_table_size: 256 } } });
    expect([layer.tableSize(), layer.tableSize("exp"), layer.tableSize("inv")]).toEqual([512, 256, undefined]);
    expect(layer.softmaxImplementation()).toBe("latency");
  });
});

describe("hls4ml's dictionaries", () => {
  type Precisions = Readonly<Record<string, string>>;
  interface Sections {
    readonly names: Readonly<Record<string, Precisions>>;
    readonly types: Readonly<Record<string, Precisions>>;
  }

  /** The rule as that tool's documentation and behaviour give it: entries of a replaced layer are copied over those of the new name. */
  function looked(sections: Sections, variable: string): string {
    const byName = new Map<string, string>();
    const enter = (name: string, precisions: Precisions | undefined): void => {
      for (const [key, precision] of Object.entries(precisions ?? {})) byName.set(`${name}.${key}`, precision);
    };
    for (const [name, precisions] of Object.entries(sections.names)) enter(name, precisions);
    enter("Dense_MatMul_0", sections.names.MatMul_0 ?? sections.types.MatMul);
    const dense = sections.types.Dense ?? {};
    return (
      byName.get(`Dense_MatMul_0.${variable}`) ??
      byName.get("Dense_MatMul_0.default") ??
      dense[variable] ??
      dense.default ??
      D
    );
  }

  const precisions = (...keys: string[]) =>
    fc.record(Object.fromEntries(keys.map((key) => [key, fc.constantFrom(A, B, C)])), { requiredKeys: [] });
  const some = precisions("result", "weight", "default").filter((made) => Object.keys(made).length > 0);
  const sections = fc.record({
    names: fc.record({ MatMul_0: some, Dense_MatMul_0: precisions("result", "weight") }, { requiredKeys: [] }),
    types: fc.record({ MatMul: some, Dense: some }, { requiredKeys: [] }),
  });

  it("give the same types", () => {
    const entries = (made: object) =>
      Object.fromEntries(Object.entries(made).map(([name, Precision]) => [name, { Precision }]));
    fc.assert(
      fc.property(sections, fc.constantFrom("result", "weight", "bias"), ({ names, types }, variable) => {
        const config = { Model: model, LayerName: entries(names), LayerType: entries(types) };
        const expected = looked({ names, types } as Sections, variable);
        expect(type(layerOf(MATMUL, config), variable as Variable)).toBe(expected);
      }),
      { numRuns: 150 },
    );
  });
});

describe("provenance", () => {
  it("names the line, the flag or the default behind every value", () => {
    const reporter = createReporter();
    const text = `Part: xcvu9p-flga2104-2L-e\nModel:\n  Precision: ${D}\n  Strategy: Resource\nLayerName:\n  MatMul_0:\n    Precision:\n      weight: ${A}\n`;
    const config = parseConfig(text, "c.yml", reporter);
    const settings = resolveSettings(config, { clock: "2.5" }, { ...NAMES, model: "my-jets" }, reporter);
    const layer = settings.layer("MatMul_0", "MatMul");
    layer.precision("weight");
    layer.precision("bias");
    layer.ownPrecision("bias");
    layer.strategy();
    layer.reuseFactor();
    const lines = settings.effective().map(({ key, value, origin }) => `${key} = ${value} (${printOrigin(origin)})`);
    expect(lines).toEqual([
      "Numerics = hls4ml (c.yml:1)",
      "Part = xcvu9p-flga2104-2L-e (c.yml:1)",
      "ProjectName = my_jets (model)",
      "IOType = io_parallel (default)",
      "ClockPeriod = 2.5 (--clock)",
      "ClockUncertainty = 27% (default)",
      `LayerName.MatMul_0.Precision.weight = ${A} (c.yml:8)`,
      `LayerName.MatMul_0.Precision.bias = ${D} (c.yml:3)`,
      "LayerName.MatMul_0.Strategy = Resource (c.yml:4)",
      "LayerName.MatMul_0.ReuseFactor = 1 (default)",
    ]);
    expect(reporter.diagnostics).toEqual([]);
  });
});
