import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/ir/choice.js";
import { OPS } from "../../src/ops/registry.js";
import type { Case } from "../../src/verify/batch.js";
import { judgedOptions, judgedTypes, judgeEngine } from "../../src/verify/engines.js";
import { randomGraph, randomInputs, randomNodeGraph, resultModes } from "../../src/verify/random-graph.js";
import { cornerVectors } from "../../src/verify/vectors.js";
import { createProgramBatch, NO_COMPILER } from "../native-programs.js";

/** The long run is `npm run fuzz`. */
const GRAPHS = Number(process.env.BXC_GRAPHS ?? 4);
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
  return Array.from({ length: 5 * GRAPHS }, (_, i) => {
    const graph = randomGraph(random, 8);
    const events = [1, 2, 63, 64, 65, 130][i % 6] ?? 1;
    return { name: `graph ${i}, ${events} events`, graph, inputs: randomInputs(random, graph, events) };
  });
}

describe.skipIf(NO_COMPILER)("interpreter and native simulator agree on every bit and every overflow", () => {
  it.each([
    ["each op", opCases],
    ["random graphs", graphCases],
  ])(
    "%s",
    async (_, casesOf) => {
      const cases = casesOf();
      const batch = createProgramBatch();
      for (const { graph } of cases)
        for (const options of judgedOptions(graph)) batch.add(graph, judgedTypes(graph), options);
      const engine = await batch.build();
      for (const each of cases) expect(judgeEngine(each, engine), each.name).toBeUndefined();
    },
    300_000,
  );
});
