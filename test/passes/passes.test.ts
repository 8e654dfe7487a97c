import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { maxMantissa, minMantissa } from "../../src/fixed/types.js";
import type { Graph } from "../../src/ir/graph.js";
import { parseGraph } from "../../src/ir/parse.js";
import { printGraph } from "../../src/ir/print.js";
import { constantTensor, elementAt, type IntTensor, sizeOf } from "../../src/ir/tensor.js";
import { verifyGraph } from "../../src/ir/verify.js";
import { opOf } from "../../src/ops/registry.js";
import { PASSES } from "../../src/passes/pipeline.js";
import { interpret } from "../../src/sim/interpreter.js";

/**
 * Each `<name>.ir` of this folder: `# passes: a b` on line one, a graph, `---`, the graph after those passes.
 * The graph's outputs must keep every bit on the way.
 */
const goldens = readdirSync(new URL(".", import.meta.url)).filter((file) => file.endsWith(".ir"));

describe.each(goldens)("%s", (file) => {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  const [head = "", ...rest] = text.split("\n");
  const [before = "", after = ""] = rest.join("\n").split("---\n");
  const names = head.replace("# passes: ", "").split(" ");
  const graph = parseGraph(before, opOf);
  const result = names.reduce((current, name) => passOf(name).run(current), graph);

  it("prints as the text it was read from", () => {
    expect(printGraph(graph)).toBe(before);
  });

  it("becomes the expected graph", () => {
    expect(printGraph(result)).toBe(after);
    expect(verifyGraph(result, opOf)).toEqual([]);
  });

  it("keeps every bit of its outputs", () => {
    expect(outputsOf(result)).toEqual(outputsOf(graph));
  });

  it("is left alone, as the same object, by passes that have nothing to do", () => {
    for (const name of names) expect(passOf(name).run(result)).toBe(result);
  });
});

it("every pass has a golden", () => {
  const covered = new Set(goldens.map((file) => file.replace(".ir", "")));
  expect(PASSES.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});

function passOf(name: string) {
  const pass = PASSES.find((candidate) => candidate.name === name);
  if (pass === undefined) throw new Error(`no pass ${name}`);
  return pass;
}

/** Outputs for a fixed spread of mantissas over each input's range, ends included. */
function outputsOf(graph: Graph): bigint[][] {
  const EVENTS = 32;
  const inputs = graph.inputs.map(({ value }): IntTensor => {
    const type = graph.types.get(value);
    if (type === undefined) throw new Error("untyped input");
    const [lo, hi] = [minMantissa(type.elem), maxMantissa(type.elem)];
    const size = sizeOf(type.shape);
    const span = hi - lo + 1n;
    const data = Array.from({ length: EVENTS * size }, (_, k) => lo + ((BigInt(k) * 2654435761n) % span));
    const flat = constantTensor([EVENTS * size], type.elem, [lo, hi, ...data.slice(2)]);
    return { type, events: EVENTS, data: flat.data };
  });
  return interpret(graph, inputs).outputs.map((tensor) =>
    Array.from({ length: tensor.data.length }, (_, k) => elementAt({ ...tensor, events: 1 }, 0, k)),
  );
}
