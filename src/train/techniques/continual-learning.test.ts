import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { must } from "../../support/errors.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { type Columns, columnNamed } from "../data/columns.js";
import type { Checkpoint } from "../fit/checkpoint.js";
import { fit } from "../fit/fit.js";
import { errorLoss } from "../fit/losses.js";
import type { FitOptions, Hook } from "../fit/options.js";
import { dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import { createModel, createNetwork, type Network } from "../network.js";
import { sgd } from "../optimize/optimizer.js";
import { constant } from "../optimize/schedule.js";
import { remember, rememberMore, replayData } from "./replay.js";
import { type Importance, synapticIntelligence } from "./synaptic-intelligence.js";

/**
 * A task whose loss is Σ h_i (w_i - best_i)² / 2 exactly: an event for each weight, whose input is that one alone.
 * The mean of squares over two events has h_i = x_i².
 */
function quadratic(h: readonly [number, number], best: readonly [number, number]): Columns {
  const x = h.map((curvature, i) => (i === 0 ? [Math.sqrt(curvature), 0] : [0, Math.sqrt(curvature)]));
  const y = h.map((curvature, i) => Math.sqrt(curvature) * must(best[i], "weight"));
  const columns = new Map([
    ["x", { shape: [2], data: Float64Array.from(x.flat()) }],
    ["y", { shape: [1], data: Float64Array.from(y) }],
  ]);
  return { events: 2, columns };
}

const RATE = 0.1;
const options: FitOptions = {
  seed: 1,
  loss: errorLoss({ output: "y", target: "y", error: "square" }),
  optimizer: sgd(),
  rate: constant(RATE),
  epochs: 400,
};

function network(): Network {
  const model = createModel("line", { y: dense(input("x", [2]), { name: "y", units: 1, useBias: false }) });
  return createNetwork(model, referenceKernels(64), { state: new Map([["y.weight", [0, 0]]]) });
}

function learn(trained: Network, data: Columns, hooks: readonly Hook[], more: Partial<FitOptions> = {}): void {
  const reporter = createReporter();
  fit(trained, data, { ...options, hooks, ...more }, reporter);
  expect(reporter.diagnostics).toEqual([]);
}

const weights = ({ parameters }: Network): number[] => Array.from(must(parameters.get("y.weight"), "weight").data);
const importanceOf = (all: Importance): number[] => Array.from(must(all.get("y.weight"), "weight").importance);

describe("synaptic intelligence", () => {
  const [h, best] = [[2, 0.5] as const, [1, -2] as const];
  const damping = 0.01;

  function first() {
    const trained = network();
    const springs = synapticIntelligence({ strength: 1, damping });
    learn(trained, quadratic(h, best), [springs.hook]);
    return { trained, importance: springs.importance(trained) };
  }

  it("finds the importance that can be computed for a quadratic loss", () => {
    const { trained, importance } = first();
    // Gradient descent from 0: the steps' Σ rate g² is a geometric series, h w² / (2 - rate h).
    const expected = h.map((curvature, i) => {
      const moved = must(best[i], "weight");
      return (curvature * moved ** 2) / (2 - RATE * curvature) / (moved ** 2 + damping);
    });
    weights(trained).forEach((weight, i) => expect(weight).toBeCloseTo(must(best[i], "weight"), 6));
    importanceOf(importance).forEach((value, i) => expect(value).toBeCloseTo(must(expected[i], "importance"), 6));
  });

  it("ends a second task where its loss and the springs are in balance, nearer to the first than without", () => {
    const { trained, importance } = first();
    const [h2, best2] = [[0.5, 2] as const, [-1, 1] as const];
    const strength = 0.3;
    const springs = synapticIntelligence({ strength, damping, earlier: importance });
    learn(trained, quadratic(h2, best2), [springs.hook]);
    const expected = importanceOf(importance).map((omega, i) => {
      const [curvature, wanted, anchor] = [must(h2[i], "h"), must(best2[i], "best"), must(best[i], "best")];
      return (curvature * wanted + 2 * strength * omega * anchor) / (curvature + 2 * strength * omega);
    });
    weights(trained).forEach((weight, i) => expect(weight).toBeCloseTo(must(expected[i], "weight"), 5));
    const plain = network();
    learn(plain, quadratic(h, best), []);
    learn(plain, quadratic(h2, best2), []);
    const forgotten = (of: Network): number =>
      weights(of).reduce((sum, weight, i) => sum + (must(h[i], "h") * (weight - must(best[i], "best")) ** 2) / 2, 0);
    expect(forgotten(trained)).toBeLessThan(0.6 * forgotten(plain));
    // What the first task does not need is free to move: importance adds up over tasks.
    importanceOf(springs.importance(trained)).forEach((value, i) =>
      expect(value).toBeGreaterThan(must(importanceOf(importance)[i], "importance")),
    );
  });

  it("goes on from a checkpoint, even one of a training that had ended", () => {
    const whole = first();
    for (const at of [150, 400]) {
      let kept: Checkpoint | undefined;
      const keeper: Hook = {
        name: "keeper",
        afterEpoch: ({ record, checkpoint }) => {
          if (record.epoch === at) kept = checkpoint();
        },
      };
      const run = (resume: Partial<FitOptions>) => {
        const trained = network();
        const springs = synapticIntelligence({ strength: 1, damping });
        learn(trained, quadratic(h, best), [springs.hook, keeper], resume);
        return springs.importance(trained);
      };
      run({});
      expect(run({ resume: must(kept, "checkpoint") })).toEqual(whole.importance);
    }
  });

  it("refuses a strength that is no number of at least 0", () => {
    expect(() => synapticIntelligence({ strength: -1 })).toThrow(RangeError);
    expect(() => synapticIntelligence({ strength: Number.NaN })).toThrow(RangeError);
  });
});

describe("replay", () => {
  const task = (first: number, events: number): Columns => ({
    events,
    columns: new Map([["x", { shape: [1], data: Float32Array.from({ length: events }, (_, i) => first + i) }]]),
  });
  const values = (data: Columns): number[] => Array.from(columnNamed(data, "x").data);

  it("remembers events of all tasks, without seeing earlier ones again", () => {
    const memory = rememberMore(remember(task(0, 500), 100, 3), task(500, 500));
    expect(values(memory.events)).toEqual(Array.from(memory.reservoir.kept));
    const early = values(memory.events).filter((value) => value < 500).length;
    expect(Math.abs(early - 50)).toBeLessThan(20);
  });

  it("keeps all events while there is room", () => {
    const memory = rememberMore(remember(task(0, 3), 10, 1), task(3, 4));
    expect(values(memory.events)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("repeats the memory until it has its share", () => {
    expect(values(replayData(task(0, 6), task(100, 2), 0.4))).toEqual([0, 1, 2, 3, 4, 5, 100, 101, 100, 101]);
    expect(replayData(task(0, 6), task(100, 2), 0).events).toBe(6);
    expect(() => replayData(task(0, 6), task(100, 2), 1)).toThrow("write a number from 0 to below 1");
  });

  it("holds both of two tasks that have room in one network, of which plain training forgets the first", () => {
    // Each task tells one weight only; the other one drifts freely under a decoy of the second task.
    const [a, b] = [quadratic([2, 0], [1, 0]), quadratic([0.4, 2], [-1, 1])];
    const loss = (of: Network): number => (must(weights(of)[0], "weight") - 1) ** 2;
    const [plain, replayed] = [network(), network()];
    for (const one of [plain, replayed]) learn(one, a, []);
    learn(plain, b, []);
    learn(replayed, replayData(b, a, 0.5), []);
    expect(loss(plain)).toBeCloseTo(4, 3);
    // Σ of both: (2 · 1 - 0.4 · 1) / (2 + 0.4).
    expect(loss(replayed)).toBeCloseTo((1.6 / 2.4 - 1) ** 2, 5);
  });
});
