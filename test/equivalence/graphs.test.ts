import { expect, it } from "vitest";
import { seededRandom } from "../../src/ir/choice.js";
import { randomGraph } from "../../src/verify/random-graph.js";
import { mismatches, withRandomInputs } from "./support.js";

/** The long run is `npm run fuzz`. */
const GRAPHS = Number(process.env.BXC_GRAPHS ?? 20);
const SEED = Number(process.env.BXC_SEED ?? 1);

it(`random graphs: interpreter and compiled C++ agree on every bit (seed ${SEED})`, async () => {
  const random = seededRandom(SEED);
  const cases = Array.from({ length: GRAPHS }, () => withRandomInputs(random, randomGraph(random, 8), 30));
  expect(cases.some(({ graph }) => graph.nodes.length > 4 && graph.outputs.length > 1)).toBe(true);
  expect(await mismatches(cases)).toEqual([]);
});
