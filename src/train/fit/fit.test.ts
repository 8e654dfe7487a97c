import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { apFixed } from "../../fixed/types.js";
import { auc } from "../../metrics/roc.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { type Columns, columnNamed, columnsOf } from "../data/columns.js";
import { relu } from "../layers/activation.js";
import { dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import { createModel, createNetwork, type Network, stateOf } from "../network.js";
import { constant, cosine, plateau } from "../optimize/schedule.js";
import { fixedQuantizer } from "../quantize/fixed-quantizer.js";
import { predict } from "./evaluate.js";
import { fit } from "./fit.js";
import { historyJson } from "./history.js";
import { binaryLoss, errorLoss, softmaxLoss } from "./losses.js";
import type { FitOptions } from "./options.js";

type Arrays = Readonly<Record<string, readonly [shape: readonly number[], values: ArrayLike<number>]>>;

function columns(arrays: Arrays): Columns {
  const reporter = createReporter();
  const entries = Object.entries(arrays).map(
    ([name, [shape, values]]) => [name, { shape, dtype: "float32", data: Float32Array.from(values) }] as const,
  );
  return must(columnsOf(new Map(entries), reporter), "columns");
}

function mlp(inputs: number, hidden: number, outputs: number): Network {
  const x = input("x", [inputs]);
  const body = hidden === 0 ? x : relu(dense(x, { name: "hidden", units: hidden }), { name: "active" });
  const model = createModel("mlp", { y: dense(body, { name: "y", units: outputs }) });
  return createNetwork(model, referenceKernels(32), { seed: 7 });
}

function trained(network: Network, data: Columns, options: FitOptions) {
  const reporter = createReporter();
  const result = fit(network, data, options, reporter);
  expect(reporter.diagnostics).toEqual([]);
  return must(result, "result");
}

/** Events of class 1 are normal around +shift, those of class 0 around -shift, in both coordinates. */
function gaussians(count: number, shift: number, stream: string): Columns {
  const random = createRandom(11, stream);
  const label = Float32Array.from({ length: count }, (_, i) => i % 2);
  const x = Float32Array.from({ length: 2 * count }, (_, i) => {
    return (2 * (label[i >> 1] as number) - 1) * shift + random.normal();
  });
  return columns({ x: [[count, 2], x], label: [[count], label] });
}

describe("a fit", () => {
  it("learns exclusive or", () => {
    const data = columns({ x: [[4, 2], [0, 0, 0, 1, 1, 0, 1, 1]], label: [[4], [0, 1, 1, 0]] });
    const network = mlp(2, 8, 2);
    const loss = softmaxLoss({ output: "y", labels: "label" });
    const { history } = trained(network, data, { seed: 1, loss, epochs: 150, batch: 4, rate: constant(0.05) });
    expect(must(history.epochs.at(-1), "epoch").loss).toBeLessThan(0.02);
  });

  it("reaches the area under the curve that two Gaussians allow", () => {
    const [data, test] = [gaussians(4000, 0.5, "train"), gaussians(4000, 0.5, "test")];
    const network = mlp(2, 0, 1);
    const loss = binaryLoss({ output: "y", labels: "label" });
    trained(network, data, { seed: 1, loss, epochs: 5, batch: 100, rate: cosine({ rate: 0.1 }) });
    const scores = columnNamed(predict(network, test), "y").data;
    // Φ(d' / √2) with d' = 2 · 0.5 · √2: the distance of the means in units of the width.
    expect(Math.abs(auc({ scores, signal: columnNamed(test, "label").data }) - 0.8413)).toBeLessThan(0.02);
    // The logit of the true posterior is 2 · 0.5 · (x0 + x1).
    for (const weight of must(network.parameters.get("y.weight"), "weight").data) expect(weight).toBeCloseTo(1, 0);
  });
});
