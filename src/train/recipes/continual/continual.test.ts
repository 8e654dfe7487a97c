import { beforeAll, describe, expect, it } from "vitest";
import { createReporter } from "../../../diagnostics/reporter.js";
import { must } from "../../../support/errors.js";
import { wasmKernels } from "../../autodiff/wasm-kernels.js";
import { columnNamed } from "../../data/columns.js";
import { type State, stateOf } from "../../network.js";
import type { RecipeHost, RecipeResult } from "../recipe.js";
import { parseSetting, settle } from "../settings.js";
import { type LearnOptions, learnIntact, learnOn, type Method } from "./learn.js";
import { PERIODS } from "./periods.js";
import { continual } from "./recipe.js";
import { FEATURES, trackColumns } from "./tracks.js";

describe("tracks of a period", () => {
  const [intact, lost] = [PERIODS[0], PERIODS[1]].map((period) => trackColumns(1, "t", 40, must(period, "period")));

  it("are fakes and others in equal parts, in numbers that a type of 10 bits holds", () => {
    const { data: fake } = columnNamed(must(intact, "intact"), "fake");
    const share = Array.from(fake).reduce((sum, one) => sum + one, 0) / fake.length;
    expect(fake.length).toBeGreaterThan(1000);
    expect(share).toBe(0.5);
    const { data } = columnNamed(must(intact, "intact"), "x");
    expect(Math.min(...data)).toBeGreaterThanOrEqual(-4);
    expect(Math.max(...data)).toBeLessThan(33);
  });

  it("have no quality left in 80 % of them once its field is lost", () => {
    const quality = (tracks: typeof intact, of: number): number[] => {
      const { data } = columnNamed(must(tracks, "tracks"), "x");
      const { data: fake } = columnNamed(must(tracks, "tracks"), "fake");
      return Array.from(fake.keys())
        .filter((i) => fake[i] === of)
        .map((i) => must(data[i * FEATURES + 4], "quality"));
    };
    const gap = (tracks: typeof intact): number => {
      const [genuine, fake] = [quality(tracks, 0), quality(tracks, 1)];
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      return mean(genuine) - mean(fake);
    };
    expect(gap(intact)).toBeGreaterThan(0.8);
    expect(gap(lost) / gap(intact)).toBeGreaterThan(0.1);
    expect(gap(lost) / gap(intact)).toBeLessThan(0.3);
  });
});

describe("continual learning, small", () => {
  const given = ["runs=3", "events=60", "test_events=40", "epochs=4", "quantized_epochs=2", "memory=1000"];
  let result: RecipeResult;
  beforeAll(() => {
    const reporter = createReporter();
    const host: RecipeHost = { reporter, say: () => {}, resume: () => undefined, keep: () => {} };
    result = must(continual.run(settle(continual.settings, given.map(parseSetting), reporter), host), "result");
    expect(reporter.diagnostics).toEqual([]);
  });

  const figure = (method: string, measure: string, name: string) =>
    must(result.metrics[method] as never, method)[measure][name] as { value: number; error: number };

  it("is better with replay than with top-ups alone, and than without", () => {
    for (const measure of ["accuracy", "auc"]) {
      for (const other of ["none", "top-up"]) {
        const { value, error } = figure("replay", measure, `average_above_${other}`);
        expect(value, `${measure} above ${other}`).toBeGreaterThan(2 * error);
      }
      const [plain, replayed] = ["top-up", "replay"].map((method) => figure(method, measure, "forgetting").value);
      expect(must(replayed, "replay")).toBeLessThan(must(plain, "top-up"));
    }
  });

  it("changes weights alone, and the firmware gives the trainer's bits after every top-up", () => {
    for (const method of Object.keys(result.metrics).filter((name) => name !== "data"))
      expect(result.metrics[method], method).toMatchObject({
        simulator: { differing: 0, identical: true, types_unchanged: true },
      });
    const configs = Array.from(result.files).filter(([file]) => file.endsWith(".yml"));
    expect(configs.length).toBe(1 + 4 * 3 + 1);
    expect(new Set(configs.map(([, text]) => text)).size).toBe(1);
  });

  it("leaves matrices, as numbers and as maps", () => {
    const matrices = JSON.parse(String(result.files.get("matrices.json")));
    expect(matrices.replay.accuracy.mean.map((row: number[]) => row.length)).toEqual([4, 4, 4, 4]);
    expect(matrices.none.auc.runs.length).toBe(3);
    expect(new Set(matrices.none.auc.mean.map(String)).size).toBe(1);
    expect(result.files.get("accuracy-replay.svg")).toContain("not experiment simulation");
  });
});

it("goes on from where it was interrupted, in the middle of a method", () => {
  const [intact, ...degraded] = PERIODS.map((period) => trackColumns(2, period.name, 12, period));
  const options: LearnOptions = {
    seed: 2,
    run: "r",
    epochs: 2,
    quantizedEpochs: 1,
    topUpEpochs: 2,
    batch: 64,
    rate: 0.003,
    memory: 50,
    strength: 10,
  };
  const method: Method = { name: "both", replay: true, springs: true };
  const run = (resume: RecipeHost["resume"], keep: RecipeHost["keep"]): State[] => {
    const host: RecipeHost = { reporter: createReporter(), say: () => {}, resume, keep };
    const base = must(learnIntact(host, wasmKernels(), must(intact, "intact"), options), "base");
    return must(learnOn(host, base, degraded, method, options), "learned").networks.map(stateOf);
  };
  const kept = new Map<string, Uint8Array>();
  let isRunning = true;
  const whole = run(
    () => undefined,
    (stage, checkpoint) => {
      if (isRunning) kept.set(stage, checkpoint);
      // Killed after the first of two epochs.
      if (stage === "r-both-degraded2") isRunning = false;
    },
  );
  const again: string[] = [];
  const resumed = run(
    (stage) => kept.get(stage),
    (stage) => again.push(stage),
  );
  expect(again).toEqual(["r-both-degraded2", "r-both-degraded3", "r-both-degraded3"]);
  expect(resumed).toEqual(whole);
});
