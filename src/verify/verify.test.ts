import { expect, it } from "vitest";
import { createReporter } from "../diagnostics/reporter.js";
import { apFixed, fixed } from "../fixed/types.js";
import { createBuilder, origin } from "../ir/build.js";
import type { Graph } from "../ir/graph.js";
import { constantTensor, fullRange, type IntTensor } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { interpret } from "../sim/interpreter.js";
import { must } from "../support/errors.js";
import type { CppCompiler } from "./cpp-program.js";
import { encodeInputs } from "./raw-stream.js";
import { verifyProject } from "./verify.js";

/** Leaves room for 69 events in a block. */
const SIZE = 60_000;
const EVENTS = 80;

/** x -> first -> second, two elements each. */
function twoLayers(): Graph {
  const builder = createBuilder(opOf);
  const layer = (name: string, x: string, inputs: number): string => {
    const weights = Array.from({ length: inputs * 2 }, (_, i) => BigInt((i % 3) - 1));
    const w = builder.addConstant("w", constantTensor([inputs, 2], fixed(true, 2, 2), weights));
    const attrs = { accum: undefined, strategy: "Latency", reuse: 1 };
    const result = apFixed(fixed(true, 12, 12));
    return builder.addNode({ kind: "dense", attrs, inputs: [x, w], result, origin: origin("MatMul", name) });
  };
  const x = builder.addInput("x", fullRange([SIZE], fixed(true, 4, 4)), [SIZE]);
  const y = layer("second", layer("first", x, SIZE), 2);
  builder.addOutput({ name: "y", value: y, shape: [2] });
  return builder.finish("test");
}

const graph = twoLayers();
const input: IntTensor = {
  type: must(graph.types.get(graph.inputs[0]?.value ?? ""), "x"),
  events: EVENTS,
  data: Float64Array.from({ length: EVENTS * SIZE }, (_, i) => ((i * 37) % 15) - 7),
};

/** "Compiled" by the interpreter itself, with one bit of a node flipped in an event (by their numbers). */
function compilerWith(
  mistakes: readonly { readonly node: number; readonly event: number }[],
  blocks: number[],
): CppCompiler {
  const values = [...graph.nodes.map(({ output }) => output), ...graph.outputs.map(({ value }) => value)];
  const asInputs = { ...graph, inputs: values.map((value) => ({ name: value, value, shape: [2] })) };
  const run = async (bytes: Uint8Array) => {
    const events = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const start = blocks.reduce((sum, length) => sum + length, 0);
    blocks.push(events);
    const data = (input.data as Float64Array).subarray(start * SIZE, (start + events) * SIZE);
    const { trace } = interpret(graph, [{ ...input, events, data }], { trace: true });
    const tensors = values.map((value) => must(trace.get(value), value));
    for (const { node, event } of mistakes) {
      const { data: mantissas } = must(tensors[node], "node") as { data: Float64Array };
      if (event >= start && event < start + events)
        mantissas[(event - start) * 2] = 1 - (mantissas[(event - start) * 2] ?? 0);
    }
    return { ok: true, value: encodeInputs(asInputs, tensors).subarray(4) } as const;
  };
  return { build: async () => ({ ok: true, value: { run, dispose: async () => undefined } }) };
}

async function judged(mistakes: readonly { readonly node: number; readonly event: number }[]) {
  const reporter = createReporter();
  const blocks: number[] = [];
  const request = { graph, files: new Map<string, string>(), projectName: "test", inputs: [input] };
  const report = await verifyProject(request, () => "", compilerWith(mistakes, blocks), reporter);
  return { blocks, report, says: reporter.diagnostics.map(({ message, at }) => `${at.onnxNode}: ${message}`) };
}

it("verifies all events, a block at a time", async () => {
  const { blocks, report, says } = await judged([]);
  expect({ blocks, says }).toEqual({ blocks: [69, 11], says: [] });
  expect(report).toEqual({ events: EVENTS, compared: EVENTS * 6, divergence: undefined });
});

it("names the first layer that differs in any block, and counts over all of them", async () => {
  const mistakes = [
    { node: 1, event: 3 },
    { node: 0, event: 70 },
    { node: 0, event: 75 },
  ];
  const { says } = await judged(mistakes);
  expect(says).toHaveLength(1);
  expect(says[0]).toMatch(
    /^first: simulation and compiled C\+\+ differ: ONNX node 'first' \(MatMul\)\[0\], event 70: .*; 2 of 160 elements differ$/,
  );
});
