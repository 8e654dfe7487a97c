import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FLAGS } from "../../src/engine/native/compiler.js";
import { type Compiled, compile, createReporter } from "../../src/index.js";
import { seededRandom } from "../../src/ir/choice.js";
import { sizeOf } from "../../src/ir/tensor.js";
import { OPS } from "../../src/ops/registry.js";
import { createReferenceSimulator } from "../../src/sim/reference.js";
import { must } from "../../src/support/errors.js";
import type { Case } from "../../src/verify/batch.js";
import { type Engine, judgedOptions, judgedTypes, judgeEngine } from "../../src/verify/engines.js";
import { randomGraph, randomInputs, randomNodeGraph, resultModes } from "../../src/verify/random-graph.js";
import { cornerVectors } from "../../src/verify/vectors.js";
import { createProgramBatch, NO_COMPILER } from "../native-programs.js";

/** The long run is `npm run fuzz`. */
const GRAPHS = Number(process.env.BXC_GRAPHS ?? 1);
const SEED = Number(process.env.BXC_SEED ?? 1);

/** Some graphs of each op, with all modes of results by turns. */
function opCases(): readonly (Case & { readonly name: string })[] {
  const random = seededRandom(SEED);
  return Object.keys(OPS).flatMap((kind, position) =>
    Array.from({ length: GRAPHS }, (_, i) => randomNodeGraph(random, kind, resultModes(position * GRAPHS + i))).flatMap(
      (graph, i) => {
        if (graph === undefined) return [];
        const inputs = cornerVectors(graph, { samples: 20, seed: SEED, ties: i % 8 === 0 });
        return [{ name: `${kind} ${i}`, graph, inputs }];
      },
    ),
  );
}

/** Graphs of several nodes, and counts of events around the sizes of blocks. */
function graphCases(): readonly (Case & { readonly name: string })[] {
  const random = seededRandom(SEED);
  return Array.from({ length: 6 * GRAPHS }, (_, i) => {
    const graph = randomGraph(random, 8);
    const events = [1, 2, 63, 64, 65, 130][i % 6] ?? 1;
    return { name: `graph ${i}, ${events} events`, graph, inputs: randomInputs(random, graph, events) };
  });
}

/** A batch's engine for these cases. */
async function engineFor(cases: readonly Case[], flags?: readonly string[]): Promise<Engine> {
  const batch = createProgramBatch();
  for (const { graph } of cases)
    for (const options of judgedOptions(graph)) batch.add(graph, judgedTypes(graph), options);
  return batch.build(flags);
}

describe.skipIf(NO_COMPILER)("interpreter and native simulator agree on every bit and every overflow", () => {
  it.each([
    ["each op", opCases],
    ["random graphs", graphCases],
  ])(
    "%s",
    async (_, casesOf) => {
      const cases = casesOf();
      // Most of the time goes into optimising; the models below are compiled as users have it.
      const engine = await engineFor(
        cases,
        FLAGS.map((flag) => (flag === "-O3" ? "-O2" : flag)),
      );
      for (const each of cases) expect(judgeEngine(each, engine), each.name).toBeUndefined();
    },
    300_000,
  );

  it("without vector instructions of the machine's own", async () => {
    const cases = opCases().filter(({ name }) => /^(dense|conv) /.test(name));
    const portable = FLAGS.filter((flag) => !flag.startsWith("-m"));
    const engine = await engineFor(cases, [...portable, "-DBXC_PORTABLE"]);
    for (const each of cases) expect(judgeEngine(each, engine), each.name).toBeUndefined();
  }, 300_000);

  it.each(["jettag-hls4ml", "jettag-exact48", "autoencoder-exact32", "btagger-hls4ml"])(
    "models/%s.yml",
    async (name) => {
      const { graph, inputs } = modelOf(name);
      const types = inputs.map(({ type }) => type);
      const batch = createProgramBatch();
      batch.add(graph, types, { stats: true });
      const engine = (await batch.build())(graph, types, { stats: true });
      const random = seededRandom(SEED);
      const events = 131;
      const x = graph.inputs.map(({ shape }) =>
        Float32Array.from({ length: events * sizeOf(shape) }, () => 12 * random() - 6),
      );
      const outs = () => graph.outputs.map(({ shape }) => new Float32Array(events * sizeOf(shape)));
      const [own, expected] = [outs(), outs()];
      const report = engine.run({ events, inputs: x, raw: false, outputs: own });
      const reference = createReferenceSimulator(graph, types, { stats: true });
      expect(report).toEqual(reference.run({ events, inputs: x, raw: false, outputs: expected }));
      expect(own).toEqual(expected);
    },
    300_000,
  );
});

function modelOf(name: string): Compiled {
  const [stem = ""] = name.split("-");
  const file = `models/${stem === "jettag" ? "jettag-16-64-32-32-5" : stem}.onnx`;
  const config = `models/${name}.yml`;
  const model = { file, bytes: readFileSync(file) };
  return must(compile({ model, config: { file: config, text: readFileSync(config, "utf8") } }, createReporter()), name);
}
