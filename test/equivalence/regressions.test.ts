import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createCppCompiler } from "../../src/cli/csim.js";
import { seededRandom } from "../../src/ir/choice.js";
import { interpret } from "../../src/sim/interpreter.js";
import { createWasmSimulator } from "../../src/sim/wasm/simulator.js";
import { type Case, judgeCases } from "../../src/verify/batch.js";
import { judgeEngine } from "../../src/verify/engines.js";
import { parseCase, printCase } from "../../src/verify/fixture.js";
import { minimize } from "../../src/verify/minimize.js";
import { randomGraph } from "../../src/verify/random-graph.js";
import { mismatches, templates, withRandomInputs } from "./support.js";

const folder = new URL("../regressions/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".ir"));

it(`minimised graphs of bugs found stay fixed (${files.length})`, async () => {
  const cases = files.map((name) => parseCase(readFileSync(new URL(name, folder), "utf8")));
  expect(await mismatches(cases)).toEqual([]);
  expect(cases.map((one) => judgeEngine(one, createWasmSimulator))).toEqual(cases.map(() => undefined));
});

it("cases survive their text form", () => {
  const random = seededRandom(4);
  for (let i = 0; i < 20; i++) {
    const original = withRandomInputs(random, randomGraph(random, 6), 3);
    const text = printCase(original);
    expect(printCase(parseCase(text))).toBe(text);
  }
});

it("a wrong kernel is found and minimised to one node and one event", async () => {
  const original = graphWith("relu", seededRandom(3));
  const wrongRelu = (path: string): string | undefined =>
    path === "nnet_utils/nnet_activation.h"
      ? templates(path)?.replace("res[i] = 0;", "res[i] = x[i];")
      : templates(path);
  const compiler = createCppCompiler();
  const verdict = async (candidate: Case): Promise<string | undefined> => {
    const judged = await judgeCases([candidate], wrongRelu, compiler);
    if (!judged.ok) throw new Error(judged.failure.said.join("\n"));
    return judged.value[0];
  };
  expect(await verdict(original)).toMatch(
    /^ONNX node '\/relu' \(relu\)\[.*\], event \d+: simulation -?\d+ .*, C\+\+ -?\d+ /,
  );
  const smallest = await minimize(original, async (candidate) => (await verdict(candidate)) !== undefined);
  expect(smallest.graph.nodes.map(({ kind }) => kind)).toEqual(["relu"]);
  expect(smallest.inputs.map(({ events }) => events)).toEqual([1]);
});

/** A chain of three nodes or more that ends in a node of this kind, which sees values of both signs. */
function graphWith(kind: string, random: () => number): Case {
  for (;;) {
    const graph = randomGraph(random, 5);
    const last = graph.nodes.at(-1);
    const input = graph.types.get(last?.inputs[0] ?? "");
    if (graph.nodes.length < 3 || last?.kind !== kind || last.result?.signed === false || !input?.elem.signed) continue;
    const found = withRandomInputs(random, graph, 8);
    const { trace } = interpret(graph, found.inputs, { trace: true });
    if (trace.get(last.inputs[0] ?? "")?.data.some((value) => value < 0)) return found;
  }
}
