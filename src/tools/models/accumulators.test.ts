import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { compile } from "../../driver/compile.js";
import type { Graph, Node } from "../../ir/graph.js";
import { bounds } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";

/** The benchmarks' configurations; the b-tagger's first layer and every sum of three terms fit 32 bits with any weights. */
const MODELS = [
  ["jettag-16-64-32-32-5", "jettag", 4],
  ["autoencoder", "autoencoder", 4],
  ["btagger", "btagger", 3],
] as const;

test.each(MODELS)("%s: accumulators of 32 and of 48 bits are exact, and 48 are needed", (model, config, wide) => {
  const exact32 = sumBits(compiled(model, `${config}-exact32.yml`));
  const exact48 = sumBits(compiled(model, `${config}-exact48.yml`));
  expect(Math.max(...exact32)).toBeLessThanOrEqual(32);
  expect(exact48.filter((bits) => bits > 32).length).toBeGreaterThanOrEqual(wide);
  expect(Math.max(...exact48)).toBeLessThanOrEqual(48);
});

function compiled(model: string, config: string): Graph {
  const file = (name: string): Buffer => readFileSync(new URL(`../../../models/${name}`, import.meta.url));
  const text = file(config).toString("utf8");
  const request = { model: { file: model, bytes: file(`${model}.onnx`) }, config: { file: config, text } };
  const reporter = createReporter();
  const result = compile(request, reporter);
  expect(reporter.diagnostics).toEqual([]);
  return must(result, "graph").graph;
}

/** Bits of a signed integer that holds any sum of products and the bias, for each dense and convolution layer. */
function sumBits(graph: Graph): number[] {
  return graph.nodes.filter(({ kind }) => kind === "dense" || kind === "conv").map((node) => bitsOf(graph, node));
}

function bitsOf({ types, constants }: Graph, { inputs: [x = "", w = ""] }: Node): number {
  const { lo, hi } = bounds(must(types.get(x), "input").range);
  const weight = must(constants.get(w), "weight");
  const outputs = weight.type.shape.at(-1) ?? 1;
  const sums = Array.from({ length: outputs }, () => ({ lo: 0, hi: 0 }));
  Array.from(weight.data, Number).forEach((value, i) => {
    const sum = must(sums[i % outputs], "sum");
    const ends = [value * Number(lo), value * Number(hi)];
    sum.lo += Math.min(...ends);
    sum.hi += Math.max(...ends);
  });
  // The bias has at most 16 bits and fewer fraction bits than a product: less than one part in a thousand.
  return Math.ceil(Math.log2(1.001 * Math.max(...sums.flatMap((sum) => [-sum.lo, sum.hi])))) + 1;
}
