import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/ir/choice.js";
import { OPS } from "../../src/ops/registry.js";
import { randomNodeGraph, resultModes } from "../../src/verify/random-graph.js";
import { cornerVectors } from "../../src/verify/vectors.js";
import { mismatches } from "./support.js";

const GRAPHS = Number(process.env.BXC_GRAPHS ?? 10);
const SEED = Number(process.env.BXC_SEED ?? 1);

const KINDS = Object.keys(OPS);

describe("each op: interpreter and compiled C++ agree on every bit", () => {
  for (const [position, kind] of KINDS.entries()) {
    it(kind, async () => {
      const random = seededRandom(SEED);
      const cases = Array.from({ length: GRAPHS }, (_, i) =>
        // The ops share the pairs of modes among them, so that all are met even in a short run.
        randomNodeGraph(random, kind, resultModes(position * GRAPHS + i)),
      )
        .filter((graph) => graph !== undefined)
        .map((graph) => ({ graph, inputs: cornerVectors(graph, { samples: 20, seed: SEED }) }));
      expect(cases.length, `random graphs of ${kind}`).toBeGreaterThan(0);
      expect(await mismatches(cases)).toEqual([]);
    });
  }
});
