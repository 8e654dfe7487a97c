import { expect, it } from "vitest";
import { apFixed, fixed, fraction } from "../fixed/types.js";
import { createBuilder, exactType, origin } from "../ir/build.js";
import { seededRandom } from "../ir/choice.js";
import { evaluate } from "../ir/evaluate.js";
import type { Graph } from "../ir/graph.js";
import { constantTensor, elementAt, fullRange, sizeOf } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { must } from "../support/errors.js";
import { inputTensor } from "./events.js";
import { solvedTies } from "./ties.js";
import { cornerVectors } from "./vectors.js";

/** dense 4 -> 3 whose result drops six bits. */
function denseGraph(): Graph {
  const builder = createBuilder(opOf);
  const x = builder.addInput("x", fullRange([4], fixed(true, 10, 4)), [4]);
  const mantissas = [3n, -8n, 6n, 5n, 12n, 1n, -7n, 2n, 4n, 10n, 9n, -4n];
  const w = builder.addConstant("w", constantTensor([4, 3], fixed(true, 6, 2), mantissas));
  const attrs = { accum: undefined, strategy: "Latency", reuse: 1 };
  const result = apFixed(fixed(true, 10, 6), "RND_CONV", "SAT");
  const y = builder.addNode({ kind: "dense", attrs, inputs: [x, w], result, origin: origin("Gemm", "/fc") });
  builder.addOutput({ name: "y", value: y, shape: [3] });
  return builder.finish("one");
}

it("holds the corners of all elements and of each alone, and stays within the ranges", () => {
  const graph = denseGraph();
  const [x] = cornerVectors(graph, { samples: 10, seed: 1 });
  const tensor = must(x, "x");
  const rows = Array.from({ length: tensor.events }, (_, e) => [0, 1, 2, 3].map((i) => elementAt(tensor, e, i)).join());
  for (const row of [
    "-512,-512,-512,-512",
    "511,511,511,511",
    "0,0,0,0",
    "1,1,1,1",
    "-1,-1,-1,-1",
    "0,0,511,0",
    "-512,0,0,0",
  ])
    expect(rows).toContain(row);
  expect(rows.slice(-10)).toHaveLength(10);
  expect(cornerVectors(graph, { samples: 10, seed: 1 })).toEqual(cornerVectors(graph, { samples: 10, seed: 1 }));
});

it("solves for events whose exact sums lie on a rounding tie and one LSB beside it", () => {
  const graph = denseGraph();
  const node = must(graph.nodes[0], "node");
  const typeOf = (id: string) => must(graph.types.get(id), id);
  const exact = exactType(node, typeOf, opOf);
  const drop = fraction(exact.elem) - fraction(must(node.result, "result"));
  const events = solvedTies(graph, seededRandom(2));
  const input = inputTensor(typeOf("%0"), events.length, (e, i) => must(events[e]?.[0]?.[i], "mantissa"));
  const weights = must(graph.constants.get("@w"), "w");
  const sums = evaluate(must(opOf("dense"), "dense"), node.attrs, [input, weights], exact);
  const rests = Array.from({ length: events.length * sizeOf(exact.shape) }, (_, k) =>
    BigInt.asUintN(drop, elementAt(sums, Math.floor(k / 3), k % 3)),
  );
  const half = 1n << BigInt(drop - 1);
  for (const rest of [half - 1n, half, half + 1n]) expect(rests).toContain(rest);
});
