import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { must } from "../../support/errors.js";
import { createRandom } from "../../support/random.js";
import { wasmKernels } from "../autodiff/wasm-kernels.js";
import { columnsOf } from "../data/columns.js";
import { dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import { createModel, createNetwork, stateOf } from "../network.js";
import { prunable } from "../optimize/prune.js";
import { nonZerosOf } from "../optimize/prune-statistics.js";
import { polynomialSparsity } from "../optimize/sparsity.js";
import type { Checkpoint } from "./checkpoint.js";
import { fit } from "./fit.js";
import { errorLoss } from "./losses.js";
import type { FitOptions, Hook } from "./options.js";
import { type PruningOptions, pruning } from "./pruning.js";

const random = createRandom(9, "pruning");
const x = Float32Array.from({ length: 64 * 8 }, () => random.normal());
const y = Float32Array.from({ length: 64 }, (_, i) => must(x[8 * i], "x") - must(x[8 * i + 3], "x"));
const arrays = { x: { shape: [64, 8], data: x }, y: { shape: [64, 1], data: y } };
const data = must(
  columnsOf(
    new Map(Object.entries(arrays).map(([name, array]) => [name, { ...array, dtype: "float32" }] as const)),
    createReporter(),
  ),
  "columns",
);
const loss = errorLoss({ output: "y", target: "y", error: "square" });
const options: PruningOptions = { schedule: polynomialSparsity({ final: 0.75, begin: 0, end: 0.5 }), phase: "prune" };

function network() {
  const model = createModel("m", { y: dense(input("x", [8]), { name: "y", units: 1, useBias: false }) });
  return createNetwork(prunable(model, options), wasmKernels(), { seed: 1 });
}

describe("pruning while fitting", () => {
  const phases = [{ epochs: 4 }, { name: "prune", epochs: 20 }, { epochs: 4 }];
  const fitOptions: FitOptions = { seed: 1, loss, batch: 16, phases, hooks: [pruning(options)] };

  it("happens in its phase, and what is gone stays so in later ones", () => {
    const pruned = network();
    const { history } = must(fit(pruned, data, fitOptions, createReporter()), "fit");
    expect(history.epochs.slice(0, 4).map(({ sparsity }) => sparsity)).toEqual([0, 0, 0, 0]);
    expect(history.epochs.slice(14).map(({ sparsity }) => sparsity)).toEqual(new Array(14).fill(0.75));
    expect(nonZerosOf(pruned)).toMatchObject([{ name: "y.weight", count: 8, nonZero: 2 }]);
  });

  it("gives the same weights when it is resumed", () => {
    let kept: Checkpoint | undefined;
    const keeper: Hook = {
      name: "keeper",
      afterEpoch: ({ record, checkpoint }) => {
        if (record.phase === "prune" && record.epoch === 7) kept = checkpoint();
      },
    };
    const run = (resume?: Checkpoint) => {
      const trained = network();
      const hooks = [pruning(options), keeper];
      const reporter = createReporter();
      fit(trained, data, { ...fitOptions, hooks, ...(resume && { resume }) }, reporter);
      expect(reporter.diagnostics).toEqual([]);
      return trained;
    };
    const whole = run();
    const resumed = run(must(kept, "checkpoint"));
    expect(stateOf(resumed)).toEqual(stateOf(whole));
  });
});
