import { describe, expect, it } from "vitest";
import { fitted, gaussians, mlp, mlpModel } from "../../../test/support/toy-training.js";
import { createReporter } from "../../diagnostics/reporter.js";
import { must } from "../../support/errors.js";
import { wasmKernels } from "../autodiff/wasm-kernels.js";
import { createNetwork, type Network, stateOf } from "../network.js";
import { createPruner, type Pruner, prunable } from "../optimize/prune.js";
import { plateau } from "../optimize/schedule.js";
import { polynomialSparsity } from "../optimize/sparsity.js";
import type { Checkpoint } from "./checkpoint.js";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint-file.js";
import { fit } from "./fit.js";
import { historyJson } from "./history.js";
import { binaryLoss } from "./losses.js";
import { areaUnderCurve } from "./metrics.js";
import type { FitOptions, Hook } from "./options.js";

const data = gaussians(500, 0.4, "checkpoint");
const head = { output: "y", labels: "label" };

/** Two phases with all that a checkpoint has to keep: moments, a schedule with memory, a best epoch, a hook with numbers. */
function options(counter: Float64Array): FitOptions {
  const counting: Hook = {
    name: "counting",
    afterStep: ({ step }) => {
      counter[0] = (counter[0] as number) + (step + 1) / 3;
    },
    save: () => new Map([["sum", counter]]),
    load: (saved) => counter.set(must(saved.get("sum"), "sum")),
  };
  return {
    seed: 6,
    loss: binaryLoss(head),
    batch: 64,
    validation: 0.3,
    rate: plateau({ rate: 0.05, patience: 1 }),
    earlyStopping: { patience: 3 },
    metrics: { auc: areaUnderCurve(head), never: () => Number.NaN },
    phases: [
      { name: "float", epochs: 4 },
      { name: "quantized", epochs: 4, quantized: true },
    ],
    hooks: [counting],
  };
}

/** Bytes of the checkpoint after so many epochs, where the training is given up. */
function interrupted(network: Network, counter: Float64Array, epochs: number): Uint8Array {
  let bytes: Uint8Array | undefined;
  let left = epochs;
  const keeper: Hook = {
    name: "keeper",
    afterEpoch: ({ checkpoint }) => {
      if (--left > 0) return undefined;
      bytes = saveCheckpoint(checkpoint());
      return "stop";
    },
  };
  const { hooks = [], ...rest } = options(counter);
  expect(fitted(network, data, { ...rest, hooks: [...hooks, keeper] }).stopped).toBe(true);
  return must(bytes, "checkpoint");
}

/** What is wrong with going on from a checkpoint. */
function complaints(resume: Checkpoint, network: Network, other: Partial<FitOptions> = {}): readonly string[] {
  const reporter = createReporter();
  expect(fit(network, data, { ...options(Float64Array.of(0)), ...other, resume }, reporter)).toBeUndefined();
  return reporter.diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

function loaded(bytes: Uint8Array): Checkpoint {
  const reporter = createReporter();
  const checkpoint = loadCheckpoint(bytes, reporter);
  expect(reporter.diagnostics).toEqual([]);
  return must(checkpoint, "checkpoint");
}

describe("a training that is resumed", () => {
  it.each([1, 3, 4, 6, 8])("after %i epochs ends as one that never stopped, bit for bit", (epochs) => {
    const [whole, sum] = [mlp(2, 6, 1), Float64Array.of(0)];
    const { history } = fitted(whole, data, {
      ...options(sum),
      hooks: [...(options(sum).hooks ?? []), { name: "keeper" }],
    });
    if (history.epochs.length < epochs) throw new Error("the test needs a longer training");
    const bytes = interrupted(mlp(2, 6, 1), Float64Array.of(0), epochs);
    const [network, counter] = [createNetwork(mlpModel(2, 6, 1), whole.kernels, { seed: 99 }), Float64Array.of(0)];
    const resumed = options(counter);
    const result = fitted(network, data, {
      ...resumed,
      hooks: [...(resumed.hooks ?? []), { name: "keeper" }],
      resume: loaded(bytes),
    });
    expect(stateOf(network)).toEqual(stateOf(whole));
    expect(historyJson(result.history)).toBe(historyJson(history));
    expect(counter).toEqual(sum);
    expect(result.history.seconds.length).toBe(history.epochs.length);
  });

  it("may have more epochs than it was begun with", () => {
    const run = (network: Network, epochs: number, resume?: Checkpoint) => {
      const kept: Checkpoint[] = [];
      const hooks: Hook[] = [{ name: "last", afterEpoch: ({ checkpoint }) => void kept.push(checkpoint()) }];
      fitted(network, data, { seed: 1, loss: binaryLoss(head), batch: 64, epochs, hooks, ...(resume && { resume }) });
      return must(kept.at(-1), "checkpoint");
    };
    const [whole, half] = [mlp(2, 6, 1, wasmKernels()), mlp(2, 6, 1, wasmKernels())];
    run(whole, 6);
    const checkpoint = run(half, 3);
    expect(stateOf(half)).not.toEqual(stateOf(whole));
    const network = mlp(2, 6, 1, wasmKernels());
    run(network, 6, loaded(saveCheckpoint(checkpoint)));
    expect(stateOf(network)).toEqual(stateOf(whole));
  });

  it("goes on pruning where it stopped", () => {
    const pruning = { schedule: polynomialSparsity({ final: 0.75, begin: 0, end: 30 }) };
    const run = (epochs: number, resume?: Checkpoint) => {
      let pruner: Pruner | undefined;
      const kept: Checkpoint[] = [];
      const network = createNetwork(prunable(mlpModel(2, 6, 1), pruning), wasmKernels(), { seed: 7 });
      const hook: Hook = {
        name: "prune",
        beforeEpoch: (at) => void (pruner ??= createPruner(at.network, pruning)),
        beforeStep: () => pruner?.maskGradients(),
        afterStep: ({ step }) => pruner?.prune(step),
        afterEpoch: ({ checkpoint }) => void kept.push(checkpoint()),
      };
      const how = { seed: 1, loss: binaryLoss(head), batch: 64, epochs, hooks: [hook], ...(resume && { resume }) };
      const { history } = fitted(network, data, how);
      return {
        state: stateOf(network),
        last: must(kept.at(-1), "checkpoint"),
        sparsity: history.epochs.at(-1)?.sparsity,
      };
    };
    const whole = run(6);
    expect(whole.sparsity).toBeCloseTo(0.75, 1);
    expect(run(6, loaded(saveCheckpoint(run(3).last))).state).toEqual(whole.state);
  });
});

describe("a checkpoint", () => {
  const bytes = interrupted(mlp(2, 6, 1), Float64Array.of(0), 3);

  it("is the same bytes for the same training, its times aside", () => {
    const twin = loaded(interrupted(mlp(2, 6, 1), Float64Array.of(0), 3));
    const untimed = (checkpoint: Checkpoint) => ({ ...checkpoint, history: { ...checkpoint.history, seconds: [] } });
    expect(saveCheckpoint(untimed(twin))).toEqual(saveCheckpoint(untimed(loaded(bytes))));
    expect(saveCheckpoint(loaded(bytes))).toEqual(bytes);
    expect(loaded(bytes).history.epochs[0]?.metrics.never).toBeNaN();
  });

  it("of another training is refused, with all that differs", () => {
    const changed = { seed: 7, batch: 32, clip: 1, hooks: [] };
    expect(complaints(loaded(bytes), mlp(2, 6, 1), changed)).toEqual([
      "BX6121: the checkpoint is of another training: its seed was 6, now it is 7",
      "BX6121: the checkpoint is of another training: its batch was 64, now it is 32",
      "BX6121: the checkpoint is of another training: its clip was none, now it is 1",
      "BX6121: the checkpoint is of another training: its hooks was counting, keeper, now it is none",
    ]);
    const keeper = { hooks: [...(options(Float64Array.of(0)).hooks ?? []), { name: "keeper" }] };
    expect(complaints(loaded(bytes), mlp(2, 5, 1), keeper)).toEqual([
      "BX6121: the checkpoint is of another training: its parameter 'hidden.weight' was 12 numbers, now it is 10 numbers",
      "BX6121: the checkpoint is of another training: its parameter 'hidden.bias' was 6 numbers, now it is 5 numbers",
      "BX6121: the checkpoint is of another training: its parameter 'y.weight' was 6 numbers, now it is 5 numbers",
    ]);
    const network = mlp(2, 6, 1);
    const other = createReporter();
    const shifted = gaussians(500, 0.5, "checkpoint");
    fit(network, shifted, { ...options(Float64Array.of(0)), ...keeper, resume: loaded(bytes) }, other);
    expect(other.diagnostics.map(({ message }) => message)).toEqual([
      expect.stringMatching(/its data was 500 events, checksum \w+, now it is 500 events, checksum \w+$/),
    ]);
  });

  it("that is damaged is refused wherever the damage is", () => {
    const reasonFor = (damaged: Uint8Array): string | undefined => {
      const reporter = createReporter();
      const checkpoint = loadCheckpoint(damaged, reporter);
      if (checkpoint !== undefined) return undefined;
      expect(reporter.diagnostics.length).toBe(1);
      return `${reporter.diagnostics[0]?.code}: ${reporter.diagnostics[0]?.message}`;
    };
    expect(reasonFor(new Uint8Array(0))).toBe(
      "BX6120: the checkpoint can't be read: this is no .npy or .npz file: it is empty",
    );
    for (let length = 0; length < bytes.length; length += 97)
      expect(reasonFor(bytes.subarray(0, length))).toBeDefined();
    for (let at = 60; at < bytes.length; at += 211) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] as number) ^ 4;
      const reason = reasonFor(flipped);
      // Bits that the format does not use (a time, say) may flip; numbers may not.
      if (reason === undefined) {
        const reporter = createReporter();
        expect(loadCheckpoint(flipped, reporter)).toEqual(loaded(bytes));
      }
    }
  });
});
