import { describe, expect, it } from "vitest";
import { metric, runRecipe } from "../../../../test/support/recipe-run.js";
import { greatestChange, type Judgement, judge, ranking } from "./judge.js";

const SMALL = [
  "events=8000",
  "test_background=4000",
  "test_signal=500",
  "epochs=3",
  "quantized_epochs=2",
  "batch=64",
] as const;

describe.each(["autoencoder", "vae"])("the %s", (name) => {
  it("finds HH -> 4b although it has seen background alone, and its firmware has its bits", () => {
    const result = runRecipe(name, ...SMALL);
    for (const network of ["float", "quantized", "quantized6", "pruned"])
      expect(metric(result, network, "signals", "HH_4b", "auc")).toBeGreaterThan(0.9);
    for (const network of ["quantized", "quantized6", "pruned"])
      expect(metric(result, network, "simulator")).toMatchObject({ events: 500, differing: 0, identical: true });
  });
});

describe("efficiencies at fixed rates", () => {
  const falling = (count: number, scale: number) => Float32Array.from({ length: count }, (_, i) => scale * (count - i));
  const scores = new Map([
    ["background", falling(400_000, 1)],
    ...["A_4l", "LQ_btau", "h0_tautau", "hplus_taunu", "H_aa_4b", "HH_4b", "SUEP"].map(
      (name, i) => [name, falling(1000, 400 * (1 + i / 10))] as const,
    ),
  ] as const) as Parameters<typeof judge>[0];

  it("count background at thresholds, and quote limits where little is left", () => {
    const { thresholds, signals } = judge(scores);
    // 1 kHz of 31 MHz of 400 000 events: 12 of them.
    expect(thresholds[0]?.passed).toBe(12);
    expect(thresholds[0]?.limit).toBeGreaterThan(1);
    expect(signals.A_4l?.passed[0]).toBe(1);
    expect(signals.SUEP?.efficiency[0]).toBeCloseTo(0.375, 2);
    expect(ranking({ thresholds, signals })[0]).toBe("SUEP");
  });

  it("change by what signals with enough events say", () => {
    const other = (passed: number): Judgement => ({
      thresholds: [],
      signals: { A_4l: { auc: 1, aucError: 0, passed: [passed], efficiency: [passed / 1000], low: [], high: [] } },
    });
    expect(greatestChange(other(200), other(190))).toBeCloseTo(0.05, 12);
    expect(greatestChange(other(20), other(10))).toBe(0);
  });
});
