import { describe, expect, it } from "vitest";
import { createRandom } from "../support/random.js";
import { clusteredAuc, clusteredAucDifference } from "./auc-clusters.js";
import { aucDifference, aucWithError } from "./auc-error.js";
import { bootstrapError } from "./bootstrap.js";
import { auc } from "./roc.js";

/** Items of which a share has its cluster's own shift in common. */
function sample(count: number, perCluster: number, common: number) {
  const { normal, uniform } = createRandom(1, "clusters", 0);
  const items = Array.from({ length: count }, () => {
    const shift = common * normal();
    return Array.from({ length: perCluster }, () => {
      const signal = uniform() < 0.4 ? 1 : 0;
      const score = signal + (signal === 1 ? shift : -shift) + normal();
      return { signal, score, other: score + 0.3 * normal() };
    });
  });
  const flat = items.flat();
  return {
    sample: { scores: flat.map(({ score }) => score), signal: flat.map(({ signal }) => signal) },
    others: flat.map(({ other }) => other),
    clusters: { of: items.flatMap((cluster, i) => cluster.map(() => i)), count },
  };
}

describe("AUC of items in clusters", () => {
  it("has DeLong's errors where each item is a cluster", () => {
    const { sample: items, others, clusters } = sample(2000, 1, 0);
    const [one, delong] = [clusteredAuc(items, clusters), aucWithError(items)];
    expect(one.value).toBeCloseTo(delong.value, 12);
    expect(one.error / delong.error).toBeCloseTo(1, 2);
    const [change, known] = [clusteredAucDifference(items, others, clusters), aucDifference(items, others)];
    expect(change.value).toBeCloseTo(known.value, 12);
    expect(change.error / known.error).toBeCloseTo(1, 2);
  });

  it("has the errors of a bootstrap over clusters, above DeLong's where their items are alike", () => {
    const { sample: items, clusters } = sample(150, 20, 0.7);
    const { error } = clusteredAuc(items, clusters);
    const statistic = (weights: Float64Array) =>
      auc({ ...items, weights: clusters.of.map((cluster) => weights[cluster] ?? 0) });
    const expected = bootstrapError(clusters.count, statistic, { seed: 1, replicas: 300 });
    expect(error / expected).toBeGreaterThan(0.85);
    expect(error / expected).toBeLessThan(1.15);
    expect(error).toBeGreaterThan(1.5 * aucWithError(items).error);
  });
});
