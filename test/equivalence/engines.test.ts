import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/ir/choice.js";
import { OPS } from "../../src/ops/registry.js";
import { createWasmSimulator } from "../../src/sim/wasm/simulator.js";
import { judgeEngine } from "../../src/verify/engines.js";
import { randomGraph, randomInputs, randomNodeGraph, resultModes } from "../../src/verify/random-graph.js";
import { cornerVectors } from "../../src/verify/vectors.js";

/** The long run is `npm run fuzz`. */
const GRAPHS = Number(process.env.BXC_GRAPHS ?? 40);
const SEED = Number(process.env.BXC_SEED ?? 1);

describe("each op: interpreter and compiled simulator agree on every bit and every overflow", () => {
  for (const [position, kind] of Object.keys(OPS).entries()) {
    it(kind, () => {
      const random = seededRandom(SEED);
      let judged = 0;
      for (let i = 0; i < GRAPHS; i++) {
        const graph = randomNodeGraph(random, kind, resultModes(position * GRAPHS + i));
        if (graph === undefined) continue;
        const inputs = cornerVectors(graph, { samples: 20, seed: SEED, ties: i % 8 === 0 });
        expect(judgeEngine({ graph, inputs }, createWasmSimulator), `graph ${i}`).toBeUndefined();
        judged++;
      }
      expect(judged).toBeGreaterThan(0);
    });
  }
});

it(`random graphs: interpreter and compiled simulator agree (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  for (let i = 0; i < GRAPHS; i++) {
    const graph = randomGraph(random, 8);
    // Counts around the sizes of vectors and blocks.
    const events = [0, 1, 2, 3, 15, 16, 17, 63, 64, 65, 130][i % 11] ?? 1;
    const inputs = randomInputs(random, graph, events);
    expect(judgeEngine({ graph, inputs }, createWasmSimulator), `graph ${i}, ${events} events`).toBeUndefined();
  }
});
