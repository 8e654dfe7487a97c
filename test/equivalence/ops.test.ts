import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/ir/choice.js";
import { OPS } from "../../src/ops/registry.js";
import { randomNodeGraph } from "../../src/verify/random-graph.js";
import { mismatches, withRandomInputs } from "./support.js";

const GRAPHS = Number(process.env.BXC_GRAPHS ?? 10);
const SEED = Number(process.env.BXC_SEED ?? 1);

describe("each op: interpreter and compiled C++ agree on every bit", () => {
  for (const kind of Object.keys(OPS)) {
    it(kind, async () => {
      const random = seededRandom(SEED);
      const cases = Array.from({ length: GRAPHS }, () => randomNodeGraph(random, kind))
        .filter((graph) => graph !== undefined)
        .map((graph) => withRandomInputs(random, graph, 40));
      expect(cases.length, `random graphs of ${kind}`).toBeGreaterThan(0);
      expect(await mismatches(cases)).toEqual([]);
    });
  }
});
