import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { auc } from "../../metrics/roc.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { wasmKernels } from "../autodiff/wasm-kernels.js";
import { type Columns, columnNamed } from "../data/columns.js";
import { predict } from "../fit/evaluate.js";
import { fit } from "../fit/fit.js";
import type { Loss } from "../fit/loss.js";
import { binaryLoss, sumOfLosses } from "../fit/losses.js";
import type { FitOptions } from "../fit/options.js";
import { relu } from "../layers/activation.js";
import { dense } from "../layers/dense.js";
import { sigmoid } from "../layers/head.js";
import { input } from "../layers/input.js";
import type { Layer } from "../layers/layer.js";
import { createModel, createNetwork, type Network } from "../network.js";
import { constant } from "../optimize/schedule.js";
import { gradientReversal, mixtureLoss } from "./adversary.js";
import { decorrelationLoss } from "./disco.js";
import { parameterColumn } from "./parametrised.js";

function columns(events: number, parts: Readonly<Record<string, readonly number[]>>): Columns {
  const all = Object.entries(parts).map(([name, values]) => {
    const width = values.length / events;
    return [name, { shape: width === 1 ? [] : [width], data: Float32Array.from(values) }] as const;
  });
  return { events, columns: new Map(all) };
}

function trained(network: Network, data: Columns, options: Omit<FitOptions, "seed">): Network {
  const reporter = createReporter();
  fit(network, data, { seed: 1, ...options }, reporter);
  expect(reporter.diagnostics).toEqual([]);
  return network;
}

function hidden(x: Layer, name: string, units: number): Layer {
  return relu(dense(x, { name, units }), { name: `${name}_relu` });
}

/**
 * The toy of Louppe, Kagan and Cranmer 2017 (arXiv 1611.01046), section 5.1: background is a Gaussian at (0, 0) with
 * correlation -0.5; signal one at (1, 1 + z) without correlation, where z is a standard Gaussian nobody knows.
 */
function pivotToy(events: number, stream: string): Columns {
  const parts: Record<string, number[]> = { x: [], z: [], is_signal: [] };
  for (let event = 0; event < events; event++) {
    const random = createRandom(7, stream, event);
    const [z, a, b] = [random.normal(), random.normal(), random.normal()];
    const isSignal = event % 2;
    parts.x?.push(...(isSignal ? [1 + a, 1 + z + b] : [a, -0.5 * a + Math.sqrt(0.75) * b]));
    parts.z?.push(z);
    parts.is_signal?.push(isSignal);
  }
  return columns(events, parts);
}

describe("on the toy whose nuisance moves signal along one axis", () => {
  const [data, test] = [pivotToy(5000, "train"), pivotToy(20_000, "test")];
  const column = (name: string) => columnNamed(test, name).data;

  /** A classifier, and the adversary that sees its score alone. */
  function network(strength: number): Network {
    const logit = dense(hidden(hidden(input("x", [2]), "h1", 20), "h2", 20), { name: "logit", units: 1 });
    const score = sigmoid(logit, { name: "score" });
    const seen = gradientReversal(logit, { name: "reversal", strength });
    const adversary = dense(hidden(hidden(seen, "adversary1", 20), "adversary2", 20), { name: "adversary", units: 9 });
    return createNetwork(createModel("pivot", { logit, score, adversary }), wasmKernels(), { seed: 3 });
  }

  const loss = binaryLoss({ output: "logit", labels: "is_signal" });
  const options = { loss, batch: 250, rate: constant(0.003) };

  /** Strong enough to matter against the classifier's loss. */
  const PIVOT = 5;

  /** How far the mean score of signal goes from z near -1 to z near 1. */
  function dependence(scores: ArrayLike<number>): number {
    const meanNear = (z: number): number => {
      const own = Array.from(scores).filter(
        (_, i) => column("is_signal")[i] === 1 && Math.abs((column("z")[i] ?? 0) - z) < 0.3,
      );
      return own.reduce((sum, score) => sum + score, 0) / own.length;
    };
    return Math.abs(meanNear(1) - meanNear(-1));
  }

  function judged(of: Network) {
    const scores = columnNamed(predict(of, test), "score").data;
    return { dependence: dependence(scores), auc: auc({ scores, signal: column("is_signal") }) };
  }

  // What the first number tells is all that a score may use which knows nothing of z: N(1, 1) against N(0, 1).
  const firstAlone = auc({
    scores: column("x").filter((_: number, i: number) => i % 2 === 0),
    signal: column("is_signal"),
  });
  const plain = judged(trained(network(0), data, { ...options, epochs: 10 }));

  it("a plain classifier depends on it", () => {
    expect(firstAlone).toBeCloseTo(0.76, 2);
    expect(plain.auc).toBeGreaterThan(firstAlone + 0.05);
    expect(plain.dependence).toBeGreaterThan(0.25);
  });

  it("an adversary takes the dependence away, and leaves what does not need it", () => {
    const both = sumOfLosses({
      classifier: [1, loss],
      adversary: [1, mixtureLoss({ output: "adversary", variable: "z", only: "is_signal" })],
    });
    const pivot = judged(
      trained(network(PIVOT), data, {
        ...options,
        loss: both,
        epochs: 20,
        rateFactor: (name) => (name.startsWith("adversary") ? 5 : 1),
      }),
    );
    expect(pivot.dependence).toBeLessThan(plain.dependence / 3);
    expect(pivot.auc).toBeGreaterThan(firstAlone - 0.02);
    expect(pivot.auc).toBeLessThan(plain.auc);
  });

  it("so does distance correlation", () => {
    const both = sumOfLosses({
      classifier: [1, loss],
      disco: [2, decorrelationLoss({ output: "score", variable: "z", only: "is_signal" })],
    });
    // First what tells signal from background, then without the nuisance.
    const phases = [
      { epochs: 4, loss },
      { epochs: 10, loss: both },
    ];
    const disco = judged(trained(network(0), data, { ...options, phases }));
    expect(disco.dependence).toBeLessThan(plain.dependence / 3);
    expect(disco.auc).toBeGreaterThan(firstAlone - 0.02);
  });
});

it("losses of a nuisance report outputs and columns that do not fit", () => {
  const data = pivotToy(4, "small");
  const logit = dense(input("x", [2]), { name: "logit", units: 2 });
  const reported = (loss: Loss): string[] => {
    const reporter = createReporter();
    fit(createNetwork(createModel("m", { logit }), wasmKernels(), { seed: 1 }), data, { seed: 1, loss }, reporter);
    return reporter.diagnostics.map(({ code }) => code);
  };
  expect(reported(mixtureLoss({ output: "logit", variable: "z" }))).toEqual(["BX6108"]);
  expect(reported(decorrelationLoss({ output: "logit", variable: "z" }))).toEqual(["BX6108"]);
  expect(reported(decorrelationLoss({ output: "score", variable: "mass", only: "x" }))).toEqual([
    "BX3011",
    "BX6104",
    "BX6105",
  ]);
});

describe("a network with a parameter", () => {
  /** A peak at the parameter of width 0.25 over a flat background, as in section 3.1 of arXiv 1601.07913. */
  function peaks(events: number, stream: string, places: readonly number[]): Columns {
    const [x, place, isSignal]: [number[], number[], number[]] = [[], [], []];
    for (let event = 0; event < events; event++) {
      const random = createRandom(5, stream, event);
      const own = must(places[Math.floor(places.length * random.uniform())], "place");
      isSignal.push(event % 2);
      place.push(own);
      x.push(event % 2 === 1 ? own + 0.25 * random.normal() : 6 * random.uniform() - 3);
    }
    const parameter = Array.from(parameterColumn(place, isSignal, 1));
    return columns(events, {
      features: x.flatMap((value, i) => [value, must(parameter[i], "parameter")]),
      is_signal: isSignal,
    });
  }

  it("tells signal of a parameter that it has not been trained with", () => {
    const data = peaks(8000, "train", [-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2]);
    const test = peaks(20_000, "test", [0]);
    const logit = dense(hidden(hidden(input("features", [2]), "h1", 24), "h2", 24), { name: "logit", units: 1 });
    const network = createNetwork(createModel("peaks", { logit }), wasmKernels(), { seed: 1 });
    trained(network, data, {
      loss: binaryLoss({ output: "logit", labels: "is_signal" }),
      batch: 100,
      epochs: 25,
      rate: constant(0.005),
    });
    const signal = columnNamed(test, "is_signal").data;
    const features = columnNamed(test, "features").data;
    const best = auc({ scores: Float64Array.from(signal, (_, i) => -Math.abs(features[2 * i] ?? 0)), signal });
    const found = auc({ scores: columnNamed(predict(network, test), "logit").data, signal });
    expect(found).toBeGreaterThan(best - 0.01);
  });
});
