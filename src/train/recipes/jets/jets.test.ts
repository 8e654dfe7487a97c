import { describe, expect, it } from "vitest";
import { metric, runRecipe } from "../../../../test/support/recipe-run.js";
import { specsOf } from "../../network.js";
import { btaggerModel } from "./btagger.js";

const SMALL = ["jets=8000", "test_jets=4000", "epochs=5", "quantized_epochs=3", "batch=128"] as const;
const VARIANTS = ["quantized", "quantized6", "pruned"] as const;

describe("the b-tagger", () => {
  it("has the published number of weights", () => {
    const trained = specsOf(btaggerModel(8)).filter((spec) => spec.trained);
    expect(trained.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(1626);
  });

  it("learns from a few jets, and its firmware has its bits", () => {
    const result = runRecipe("btagger", ...SMALL);
    expect(metric(result, "float", "auc", "value")).toBeGreaterThan(0.8);
    for (const variant of VARIANTS) {
      expect(metric(result, variant, "auc", "value")).toBeGreaterThan(0.75);
      expect(metric(result, variant, "simulator")).toMatchObject({ events: 4000, differing: 0, identical: true });
    }
    expect(metric(result, "pruned", "non_zero_weights")).toBeLessThan(0.26 * 1570);
    expect([...result.files.keys()]).toEqual(
      expect.arrayContaining(["float.onnx", "pruned.onnx", "pruned.yml", "roc.svg"]),
    );
  });

  it("gives the same bytes for the same settings", () => {
    const tiny = ["jets=600", "test_jets=200", "epochs=1", "quantized_epochs=1"];
    const [first, second] = [runRecipe("btagger", ...tiny), runRecipe("btagger", ...tiny)];
    expect(second.files).toEqual(first.files);
    expect(second.metrics).toEqual(first.metrics);
  });
});

it("the deep set tells eight classes, corrects momenta, and its firmware has its bits", () => {
  const result = runRecipe("deepset", ...SMALL);
  expect(metric(result, "float", "auc", "value")).toBeGreaterThan(0.8);
  expect(metric(result, "float", "auc_one_vs_rest", "mu", "value")).toBeGreaterThan(0.95);
  expect(metric(result, "float", "pt_response", "rms_after", "value")).toBeLessThan(
    metric(result, "float", "pt_response", "rms_before", "value") as number,
  );
  for (const variant of VARIANTS) {
    expect(metric(result, variant, "auc", "value")).toBeGreaterThan(0.65);
    expect(metric(result, variant, "simulator")).toMatchObject({ events: 4000, differing: 0, identical: true });
  }
});
