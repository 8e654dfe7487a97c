import { describe, expect, it } from "vitest";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { matmul } from "../autodiff/ops/linear.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { reshape, withTape } from "../autodiff/tape.js";
import { relu } from "../layers/activation.js";
import { dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import { createModel, createNetwork, forward, type Model, type Network, stateOf } from "../network.js";
import { adam } from "./optimizer.js";
import { createPruner, type PruneOptions, type Pruner, prunable } from "./prune.js";
import { nonZerosOf } from "./prune-statistics.js";
import { constantSparsity, oneShot, polynomialSparsity } from "./sparsity.js";

const kernels = referenceKernels(32);

function classifier(): Model {
  const hidden = relu(dense(input("x", [2]), { name: "hidden", units: 16 }), { name: "active" });
  return createModel("gaussians", { y: dense(hidden, { name: "y", units: 1 }) });
}

function pruned(options: PruneOptions): { network: Network; pruner: Pruner } {
  const network = createNetwork(prunable(classifier(), options), kernels, { seed: 2 });
  return { network, pruner: createPruner(network, options) };
}

/** Two Gaussians at ±(1, 1) of width 0.7: a linear cut through 0 is right for 97.8 % of events. */
function gaussians(events: number, stream: string): { x: Float32Array; sign: Float32Array } {
  const random = createRandom(11, stream);
  const sign = Float32Array.from({ length: events }, () => (random.chance(0.5) ? 1 : -1));
  return { x: Float32Array.from({ length: 2 * events }, (_, i) => (sign[i >> 1] ?? 0) + 0.7 * random.normal()), sign };
}

function outputs(network: Network, x: Float32Array, backward?: (y: Float32Array) => Float32Array): Float32Array {
  return withTape(kernels, (tape) => {
    const events = x.length / 2;
    const { outputs } = forward(network, tape, new Map([["x", tape.constant([events, 2], x)]]));
    const y = must(outputs.get("y"), "y");
    if (backward !== undefined) {
      const row = tape.constant([1, events], backward(y.data as Float32Array));
      tape.backward(matmul(tape, row, reshape(y, [events, 1])));
    }
    return y.data.slice() as Float32Array;
  });
}

/** Logistic loss, 200 steps of Adam, pruned on the way. */
function train(network: Network, pruner: Pruner, steps: number, each?: () => void): number {
  const { x, sign } = gaussians(256, "training");
  const optimizer = adam();
  const slots = new Map([...network.parameters.keys()].map((name) => [name, slotsOf(network, name)] as const));
  for (let step = 1; step <= steps; step++) {
    outputs(network, x, (y) =>
      y.map((value, i) => -(sign[i] ?? 0) / (1 + Math.exp((sign[i] ?? 0) * value)) / y.length),
    );
    pruner.maskGradients();
    for (const [name, parameter] of network.parameters) {
      const { grad } = parameter;
      if (grad === undefined) continue;
      optimizer.update(kernels, parameter, grad, must(slots.get(name), name), { rate: 0.02, step });
      grad.fill(0);
    }
    pruner.prune(step);
    each?.();
  }
  const test = gaussians(4000, "test");
  return outputs(network, test.x).filter((y, i) => y * (test.sign[i] ?? 0) > 0).length / 4000;
}

function slotsOf(network: Network, name: string): Float32Array[] {
  return [0, 1].map(() => new Float32Array(must(network.parameters.get(name), name).data.length));
}

const weights = (network: Network, name: string) => must(network.parameters.get(name), name).data;

describe("schedules of sparsity", () => {
  it("follow the published formula", () => {
    const schedule = polynomialSparsity({ initial: 0.2, final: 0.9, begin: 10, end: 50 });
    expect([9, 10, 20, 50, 90].map(schedule)).toEqual([0, expect.closeTo(0.2), expect.anything(), 0.9, 0.9]);
    expect(schedule(20)).toBeCloseTo(0.9 - 0.7 * 0.75 ** 3, 12);
    expect([0, 6, 7, 8].map(oneShot(0.5, 7))).toEqual([0, 0, 0.5, 0.5]);
  });

  it("refuse what does not grow", () => {
    expect(() => polynomialSparsity({ final: 0.5, begin: 5, end: 5 })).toThrow("has to grow");
    expect(() => constantSparsity(50)).toThrow("write a share from 0 to 1");
  });
});

describe("pruning by magnitude", () => {
  it("drops the smallest weights, exactly as many as asked", () => {
    const { network, pruner } = pruned({ schedule: constantSparsity(0.75), weights: ["hidden.weight"] });
    const before = Array.from(weights(network, "hidden.weight"));
    pruner.prune(0);
    const limit = before.map(Math.abs).sort((a, b) => b - a)[7] as number;
    expect(Array.from(weights(network, "hidden.weight"))).toEqual(before.map((w) => (Math.abs(w) >= limit ? w : 0)));
  });

  it("prunes the least of all layers together where asked", () => {
    const { network, pruner } = pruned({ schedule: constantSparsity(0.5), scope: "global" });
    weights(network, "y.weight").fill(100);
    pruner.prune(0);
    expect(nonZerosOf(network)).toMatchObject([
      { name: "hidden.weight", count: 32, nonZero: 8 },
      { name: "y.weight", count: 16, nonZero: 16 },
    ]);
  });

  it("ends at the scheduled sparsity, never revives a weight, and the network still tells two Gaussians apart", () => {
    const options: PruneOptions = { schedule: polynomialSparsity({ final: 0.75, begin: 20, end: 120 }), every: 10 };
    const { network, pruner } = pruned(options);
    let zeros = new Set<string>();
    const accuracy = train(network, pruner, 200, () => {
      const now = new Set(["hidden.weight", "y.weight"].flatMap((name) => zerosOf(network, name)));
      expect(Array.from(zeros).filter((zero) => !now.has(zero))).toEqual([]);
      zeros = now;
    });
    expect(nonZerosOf(network).map(({ nonZero }) => nonZero)).toEqual([8, 4]);
    expect(accuracy).toBeGreaterThan(0.97);
  });

  it("goes on from a checkpoint as if it had not stopped", () => {
    const options: PruneOptions = { schedule: polynomialSparsity({ final: 0.9, begin: 0, end: 10 }) };
    const { network, pruner } = pruned(options);
    pruner.prune(4);
    const resumed = createNetwork(network.model, kernels, { state: stateOf(network) });
    pruner.prune(8);
    createPruner(resumed, options).prune(8);
    expect(stateOf(resumed)).toEqual(stateOf(network));
  });
});

describe("structured pruning", () => {
  it("removes whole neurons with their biases, and the network still works", () => {
    const options: PruneOptions = { schedule: oneShot(0.75, 50), structure: "column", weights: ["hidden.weight"] };
    const { network, pruner } = pruned(options);
    expect(train(network, pruner, 200)).toBeGreaterThan(0.97);
    expect(nonZerosOf(network)[0]).toEqual({ name: "hidden.weight", count: 32, nonZero: 8, columns: 4 });
    const dead = (_: number, unit: number) => weights(network, "hidden.weight")[unit] === 0;
    expect(Array.from(weights(network, "hidden.bias")).filter(dead)).toEqual(new Array(12).fill(0));
  });

  it("keeps N of every M inputs", () => {
    const options: PruneOptions = {
      schedule: constantSparsity(1),
      structure: { keep: 2, of: 4 },
      weights: ["y.weight"],
    };
    const { network, pruner } = pruned(options);
    pruner.prune(0);
    const alive = Array.from(weights(network, "y.weight"), (w) => (w === 0 ? 0 : 1));
    for (let group = 0; group < 4; group++) {
      expect(alive.slice(4 * group, 4 * group + 4).reduce((a: number, b) => a + b, 0)).toBe(2);
    }
  });

  it("says what is missing", () => {
    const columns = { schedule: constantSparsity(0.5), structure: "column" } as const;
    expect(() => prunable(classifier(), columns)).toThrow("name the weights whose columns may go");
    const unknown = { ...columns, weights: ["hiden.weight"] };
    expect(() => prunable(classifier(), unknown)).toThrow(
      "No weight is called 'hiden.weight'; there are hidden.weight",
    );
  });
});

function zerosOf(network: Network, name: string): string[] {
  const data = weights(network, name);
  return Array.from(data.keys())
    .filter((index) => data[index] === 0)
    .map((index) => `${name}[${index}]`);
}
