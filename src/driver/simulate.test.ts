import { describe, expect, it } from "vitest";
import type { NdArray } from "../data/nd-array.js";
import { createReporter } from "../diagnostics/reporter.js";
import { mantissasFrom } from "../fixed/from-values.js";
import { encodeModel } from "../frontend/onnx/encode.js";
import { fullRange, type IntTensor } from "../ir/tensor.js";
import { interpret } from "../sim/interpreter.js";
import { type Compiled, compile } from "./compile.js";
import { ENGINES } from "./engine-names.js";
import { type SimulateOptions, simulate } from "./simulate.js";

/** sum = relu(a + b) · w and difference = a - b, with a type that overflows. */
const bytes = encodeModel({
  inputs: ["a", "b"].map((name) => ({ name, shape: [1, 3] })),
  outputs: [
    { name: "sum", shape: [1, 2] },
    { name: "difference", shape: [1, 3] },
  ],
  initializers: { w: { shape: [3, 2], data: [1, 0.5, -1, 0.25, 3, 2] } },
  nodes: [
    { op: "Add", name: "plus", inputs: ["a", "b"], outputs: ["p"] },
    { op: "Relu", name: "act", inputs: ["p"], outputs: ["r"] },
    { op: "MatMul", name: "fc", inputs: ["r", "w"], outputs: ["sum"] },
    { op: "Sub", name: "minus", inputs: ["a", "b"], outputs: ["difference"] },
  ],
});
const layers = {
  fc: { Precision: { result: "ap_fixed<7,4,AP_RND,AP_WRAP>" } },
  act: { Precision: { result: "ap_ufixed<6,3>" } },
};
const text = JSON.stringify({ Numerics: "bunchcross", HLSConfig: { LayerName: layers } });

function model(): Compiled {
  const reporter = createReporter();
  const compiled = compile({ model: { file: "m.onnx", bytes }, config: { file: "m.json", text } }, reporter);
  if (compiled === undefined) throw new Error(reporter.diagnostics.map(({ message }) => message).join("\n"));
  return compiled;
}

/** `events` events that reach beyond the types. */
function array(events: number, seed: number): NdArray {
  const data = Float32Array.from({ length: events * 3 }, (_, i) => (((i * 7919 + seed * 104729) % 2003) - 1001) / 64);
  return { shape: [events, 3], dtype: "float32", data };
}

function run(arrays: Record<string, NdArray>, options?: SimulateOptions) {
  const reporter = createReporter();
  const simulation = simulate(model(), arrays, reporter, options);
  return { simulation, said: reporter.diagnostics.map(({ code, message }) => `${code}: ${message}`) };
}

describe.each(ENGINES)("simulate (%s)", (engine) => {
  it.each([1, 2, 63, 64, 65, 1001])("gives the interpreter's bits, traces and overflows: %d events", (events) => {
    const compiled = model();
    const arrays = { a: array(events, 1), b: array(events, 2) };
    const inputs = compiled.inputs.map(({ port, type }): IntTensor => {
      const { data } = port.name === "a" ? arrays.a : arrays.b;
      return { type: fullRange(port.shape, type), events, data: mantissasFrom(data, type, false) };
    });
    const expected = interpret(compiled.graph, inputs, { trace: true });
    const { simulation } = run(arrays, { engine, dtype: "int64", trace: ["act"], stats: true });
    const numbers = (data: ArrayLike<number | bigint> | undefined) => Array.from(data ?? [], Number);
    expect(simulation?.events).toBe(events);
    expect([...(simulation?.outputs.values() ?? [])].map(({ data }) => numbers(data))).toEqual(
      expected.outputs.map(({ data }) => numbers(data)),
    );
    const act = compiled.graph.nodes.find(({ origin }) => origin.nodes.includes("act"));
    expect(numbers(simulation?.traces.get("act")?.data)).toEqual(numbers(expected.trace.get(act?.output ?? "")?.data));
    const counts = (stats: typeof expected.stats | undefined) =>
      stats?.map(({ resultOverflows, innerOverflows }) => [resultOverflows, innerOverflows]);
    expect(counts(simulation?.stats)).toEqual(counts(expected.stats));
    if (events > 2) expect(simulation?.stats.some(({ resultOverflows }) => resultOverflows > 0)).toBe(true);
  });

  it("takes mantissas and gives values", () => {
    const raw = { shape: [1, 3], dtype: "int16", data: Int16Array.of(1024, 2048, 512) } as const;
    const { simulation, said } = run({ a: raw, b: raw }, { engine, raw: true, dtype: "float64" });
    expect(said).toEqual([]);
    expect(simulation?.outputs.get("difference")).toEqual({
      shape: [1, 3],
      dtype: "float64",
      data: Float64Array.of(0, 0, 0),
    });
  });

  it("refuses data that is no number of the type, and tells of what overflows", () => {
    const data = Float32Array.from({ length: 12 }, (_, i) => (i === 7 ? Number.NaN : i));
    const bad = { shape: [4, 3], dtype: "float32", data } as const;
    const found = run({ a: array(4, 1), b: bad }, { engine });
    expect(found).toEqual({
      simulation: undefined,
      said: ["BX3016: NaN at sample 2, feature 1 is no fixed-point number"],
    });
    const wide = { shape: [2, 3], dtype: "float64", data: Float64Array.of(0, 0, 0, 0, 99, 1e9) } as const;
    expect(run({ a: wide, b: array(2, 1) }, { engine }).said).toEqual([
      "BX3017: 2 of 6 input values are outside ap_fixed<16,6,AP_RND,AP_SAT>; first: 99 at sample 1, feature 1",
    ]);
  });
});

describe("what simulate is asked for", () => {
  it("is refused where it is unknown, missing or of another shape, all at once", () => {
    const { said } = run({ a: { ...array(2, 1), shape: [3, 2] }, c: array(2, 1) }, { trace: ["atc"] });
    expect(said.map((text) => text.slice(0, 6))).toEqual(["BX7002", "BX3011", "BX3012", "BX3010"]);
    expect(run({ a: array(2, 1), b: array(3, 1) }).said).toEqual(["BX3015: input 'a' has 2 events, input 'b' has 3"]);
  });
});
