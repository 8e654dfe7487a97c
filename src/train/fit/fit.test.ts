import { describe, expect, it } from "vitest";
import { columns, fitted, gaussians, mlp, mlpModel, weight } from "../../../test/support/toy-training.js";
import { aucWithError } from "../../metrics/auc-error.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { wasmKernels } from "../autodiff/wasm-kernels.js";
import { columnNamed } from "../data/columns.js";
import { createNetwork, stateOf } from "../network.js";
import { sgd } from "../optimize/optimizer.js";
import { constant, cosine } from "../optimize/schedule.js";
import { predict } from "./evaluate.js";
import { historyJson } from "./history.js";
import { binaryLoss, errorLoss, softmaxLoss, sumOfLosses, weightPenalty } from "./losses.js";
import { accuracy, areaUnderCurve, rootMeanSquare } from "./metrics.js";
import type { FitOptions } from "./options.js";

const binary = binaryLoss({ output: "y", labels: "label" });

describe("a fit", () => {
  it("learns exclusive or, float first and then quantized", () => {
    const data = columns(4, { x: [[2], [0, 0, 0, 1, 1, 0, 1, 1]], label: [[], [0, 1, 1, 0]] });
    const { history } = fitted(mlp(2, 8, 2), data, {
      seed: 1,
      loss: softmaxLoss({ output: "y", labels: "label" }),
      batch: 4,
      rate: constant(0.05),
      phases: [{ epochs: 100 }, { epochs: 50, quantized: true, rate: constant(0.01) }],
      metrics: { accuracy: accuracy({ output: "y", labels: "label" }) },
    });
    const last = must(history.epochs.at(-1), "epoch");
    expect(last).toMatchObject({ phase: "phase 2", epoch: 50, rate: 0.01, metrics: { accuracy: 1 } });
    expect(last.loss).toBeLessThan(0.05);
  });

  it("reaches the area under the curve and the weights that two Gaussians have", () => {
    const [data, test] = [gaussians(8000, 0.5, "train"), gaussians(8000, 0.5, "test")];
    const network = mlp(2, 0, 1);
    fitted(network, data, { seed: 1, loss: binary, epochs: 6, batch: 100, rate: cosine({ rate: 0.1 }) });
    const scores = columnNamed(predict(network, test), "y").data;
    const { value, error } = aucWithError({ scores, signal: columnNamed(test, "label").data });
    // Φ(d / √2), d = √2 the distance of the means in units of the width.
    expect(Math.abs(value - 0.841345)).toBeLessThan(3 * error);
    // ln p1 / p0 = 2 · shift · (x0 + x1); the spread is that of the likelihood with 8000 events.
    for (const slope of weight(network, "y.weight")) expect(Math.abs(slope - 1)).toBeLessThan(0.1);
  });

  it("reaches the noise floor of a regression", () => {
    const random = createRandom(5, "regression");
    const x = Float32Array.from({ length: 3000 }, () => 2 * random.uniform() - 1);
    const y = x.map((v) => Math.abs(v) + 0.1 * random.normal());
    const data = columns(3000, { x: [[1], x], y: [[1], y] });
    const { history } = fitted(mlp(1, 8, 1, wasmKernels()), data, {
      seed: 3,
      loss: errorLoss({ output: "y", target: "y", error: "square" }),
      validation: 0.2,
      epochs: 40,
      batch: 60,
      rate: cosine({ rate: 0.02 }),
      metrics: { rms: rootMeanSquare({ output: "y", target: "y" }) },
    });
    const { metrics, validationLoss } = must(history.epochs.at(-1), "epoch");
    expect(metrics.rms).toBeGreaterThan(0.09);
    expect(metrics.rms).toBeLessThan(0.11);
    expect(validationLoss).toBeCloseTo(must(metrics.rms, "rms") ** 2, 6);
  });
});

/** A constant that is fitted to labels: its optimum is the logit of the weighted share of label 1. */
function fittedShare(labels: readonly number[], options: Partial<FitOptions>, weights: readonly number[] = []): number {
  const events = labels.length;
  const arrays = { x: [[1], new Array<number>(events).fill(0)], label: [[], labels] } as const;
  const data = columns(events, { ...arrays, ...(weights.length > 0 && { w: [[], weights] as const }) });
  const network = mlp(1, 0, 1);
  fitted(network, data, {
    seed: 1,
    loss: binary,
    epochs: 400,
    batch: 8,
    optimizer: sgd(),
    rate: constant(1),
    ...options,
  });
  return 1 / (1 + Math.exp(-(weight(network, "y.bias")[0] as number)));
}

describe("weights of events", () => {
  it("of classes move the optimum to their share", () => {
    const labels = [1, 0, 0, 0];
    expect(fittedShare(labels, {})).toBeCloseTo(1 / 4, 4);
    expect(fittedShare(labels, { classWeights: { labels: "label", weights: [1, 2] } })).toBeCloseTo(2 / 5, 4);
    expect(fittedShare(labels, { classWeights: { labels: "label", weights: "balanced" } })).toBeCloseTo(1 / 2, 4);
  });

  it("may be negative, as those of generators are", () => {
    const [labels, weights] = [
      [1, 1, 0, 0, 0],
      [3, -1, 2, 2, -1],
    ];
    expect(fittedShare(labels, { weights: "w" }, weights)).toBeCloseTo(2 / 5, 4);
    const balanced = { labels: "label", weights: "balanced" } as const;
    expect(fittedShare(labels, { weights: "w", classWeights: balanced }, weights)).toBeCloseTo(1 / 2, 4);
  });

  it("of rows leave padding out", () => {
    const rows = { x: [1, 1, 9, 1, 9, 9], t: [2, 4, 90, 6, 90, 90], mask: [1, 1, 0, 1, 0, 0] };
    const data = columns(2, { x: [[3, 1], rows.x], t: [[3], rows.t], mask: [[3], rows.mask] });
    const network = createNetwork(mlpModel([3, 1], 0, 1), wasmKernels(), { seed: 1 });
    const loss = errorLoss({ output: "y", target: "t", error: "square", mask: "mask" });
    fitted(network, data, { seed: 1, loss, epochs: 300, batch: 2, rate: constant(0.05) });
    expect(columnNamed(predict(network, data), "y").data[0]).toBeCloseTo(4, 3);
  });
});

describe("a history", () => {
  const data = gaussians(600, 1, "history");
  const options: FitOptions = {
    seed: 4,
    loss: sumOfLosses({ class: [1, binary], ridge: [(epoch) => (epoch === 0 ? 0 : 0.01), weightPenalty({ l2: 1 })] }),
    validation: 0.25,
    epochs: 3,
    batch: 50,
    rate: constant(0.03),
    metrics: { auc: areaUnderCurve({ output: "y", labels: "label" }) },
  };

  it("is the same byte for byte, as are the weights, whatever the run", () => {
    const [a, b] = [mlp(2, 4, 1), mlp(2, 4, 1)];
    const [first, second] = [fitted(a, data, options), fitted(b, data, options)];
    expect(historyJson(second.history)).toBe(historyJson(first.history));
    expect(stateOf(b)).toEqual(stateOf(a));
    const other = mlp(2, 4, 1);
    expect(historyJson(fitted(other, data, { ...options, seed: 5 }).history)).not.toBe(historyJson(first.history));
    expect(first.history.seconds.length).toBe(3);
  });

  it("tells parts, and their sum with the factors of the epoch", () => {
    const { history } = fitted(mlp(2, 4, 1), data, options);
    history.epochs.forEach(({ loss, parts, sparsity, metrics }, epoch) => {
      expect(loss).toBeCloseTo((parts.class as number) + (epoch === 0 ? 0 : 0.01) * (parts.ridge as number), 6);
      expect(sparsity).toBe(0);
      expect(metrics.auc).toBeGreaterThan(0.8);
    });
  });
});

describe("early stopping", () => {
  const data = gaussians(400, 0.2, "early");

  it("ends a phase without a new best, with the weights of the best", () => {
    const network = mlp(2, 16, 1);
    const { history } = fitted(network, data, {
      seed: 2,
      loss: binary,
      validation: 0.5,
      epochs: 200,
      batch: 20,
      rate: constant(0.03),
      earlyStopping: { patience: 4 },
    });
    const losses = history.epochs.map(({ validationLoss }) => must(validationLoss, "validation loss"));
    const best = losses.indexOf(Math.min(...losses));
    expect(losses.length).toBeLessThan(200);
    expect(losses.length - 1 - best).toBe(4);
    // One more epoch at rate 0 shows what the network was left with.
    const again = fitted(network, data, { seed: 2, loss: binary, validation: 0.5, batch: 20, rate: constant(0) });
    expect(again.history.epochs[0]?.validationLoss).toBe(losses[best]);
  });

  it("waits for epochs that are not watched, and watches a metric where it is told to", () => {
    let calls = 0;
    const { history } = fitted(mlp(2, 4, 1), data, {
      seed: 2,
      loss: binary,
      epochs: 50,
      metrics: { score: () => [5, 1, 2, 3, 2, 2, 9][calls++] ?? 0 },
      monitor: { metric: "score", best: "greatest" },
      earlyStopping: { patience: 2, from: 1 },
    });
    expect(history.epochs.map(({ metrics }) => metrics.score)).toEqual([5, 1, 2, 3, 2, 2]);
  });
});

describe("parameters", () => {
  it("with factor 0 stay as they are, others move", () => {
    const network = mlp(2, 4, 1);
    const before = stateOf(network);
    const rateFactor = (name: string): number => (name.startsWith("hidden") ? 0 : 1);
    fitted(network, gaussians(100, 1, "frozen"), { seed: 1, loss: binary, rateFactor });
    expect(stateOf(network).get("hidden.weight")).toEqual(before.get("hidden.weight"));
    expect(stateOf(network).get("y.weight")).not.toEqual(before.get("y.weight"));
  });

  it("are moved by clipped gradients no further than rate times length", () => {
    const network = createNetwork(mlpModel(2, 4, 1), wasmKernels(), { seed: 1 });
    const before = stateOf(network);
    fitted(network, gaussians(64, 1, "clip"), {
      seed: 1,
      loss: binary,
      clip: 1e-3,
      optimizer: sgd(),
      rate: constant(1),
    });
    let square = 0;
    for (const [name, values] of stateOf(network))
      values.forEach((value: number, i: number) => (square += (value - (before.get(name)?.[i] as number)) ** 2));
    expect(Math.sqrt(square)).toBeCloseTo(1e-3, 6);
  });

  it("see batches as an augmentation left them, which may provide inputs", () => {
    const data = columns(40, { label: [[], Array.from({ length: 40 }, (_, i) => i % 2)] });
    const seen: number[] = [];
    fitted(mlp(2, 4, 1), data, {
      seed: 1,
      loss: binary,
      batch: 10,
      augment: {
        provides: ["x"],
        apply: (batch, random) => {
          const noise = batch.put("x", [2]).data;
          for (let i = 0; i < noise.length; i++) noise[i] = random.normal();
          seen.push(noise[0] as number);
        },
      },
    });
    expect(new Set(seen).size).toBe(4);
  });
});
