import { describe, expect, it } from "vitest";
import { apFixed, fixed } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { withTape } from "../autodiff/tape.js";
import { relu } from "../layers/activation.js";
import { conv1d } from "../layers/conv.js";
import { dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import type { Layer } from "../layers/layer.js";
import { concat } from "../layers/merge.js";
import { averagePool1d, maxPool1d } from "../layers/pool.js";
import { quantized } from "../layers/quantized.js";
import { flatten } from "../layers/shape.js";
import { createModel, createNetwork, forward } from "../network.js";
import { fixedQuantizer } from "./fixed-quantizer.js";

const type = (width: number, signed = true) => fixedQuantizer(apFixed(fixed(signed, width, 3), "RND", "SAT"));
const x = quantized(input("x", [5, 2]), { name: "cast", type: type(8) });

/** Costs by layer; all weights are 0.625, of 3 bits. */
function costs(y: Layer, run = true): Record<string, number> {
  const network = createNetwork(createModel("m", { y }), referenceKernels(64), { seed: 1 });
  for (const [name, { data }] of network.parameters) if (name.endsWith(".weight")) data.fill(0.625);
  return withTape(network.kernels, (tape) => {
    const inputs = new Map([["x", tape.constant([3, 5, 2], new Float64Array(30).fill(0.5))]]);
    const { costs } = forward(network, tape, inputs, { quantized: run });
    return Object.fromEntries(Array.from(costs, ([name, { data }]) => [name, must(data[0], name)]));
  });
}

describe("costs of layers", () => {
  it("count every product of an event, without those with pads", () => {
    const same = conv1d(x, { name: "same", filters: 4, kernelSize: 3, padding: "same", weight: type(6) });
    // 5 windows of 3 taps, two of which lie outside.
    expect(costs(same)).toEqual({ same: (5 * 3 - 2) * 2 * 4 * 3 * 7 });
    const strided = conv1d(x, { name: "strided", filters: 1, kernelSize: 2, strides: 2, weight: type(6) });
    expect(costs(strided)).toEqual({ strided: 2 * 2 * 2 * 3 * 7 });
    expect(costs(dense(x, { name: "each", units: 3, weight: type(6) }))).toEqual({ each: 5 * 2 * 3 * 3 * 7 });
  });

  it("know the bits of what was only moved or selected, and the most of what was joined", () => {
    const narrow = relu(x, { name: "narrow", type: type(4, false) });
    const joined = concat([relu(x, { name: "wide" }), narrow], { name: "joined" });
    const most = flatten(maxPool1d(joined, { name: "most", poolSize: 5 }), { name: "flat" });
    expect(costs(dense(most, { name: "y", units: 1, weight: type(6) }))).toEqual({ y: 4 * 3 * 7 });
    expect(costs(dense(narrow, { name: "y", units: 1, weight: type(6) }))).toEqual({ y: 10 * 3 * 4 });
  });

  it("are told of fixed-point factors alone", () => {
    const mean = averagePool1d(x, { name: "mean", poolSize: 4 });
    expect(costs(dense(mean, { name: "y", units: 1, weight: type(6) }))).toEqual({});
    expect(costs(dense(x, { name: "y", units: 1 }))).toEqual({});
    expect(costs(dense(x, { name: "y", units: 1, weight: type(6) }), false)).toEqual({});
  });
});
