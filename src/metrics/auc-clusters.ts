import { type Estimate, placements } from "./auc-error.js";
import { type BinarySample, totalsOf } from "./binary-sample.js";
import { auc } from "./roc.js";

/** Items that stand and fall together: tracks of one event. */
export interface Clusters {
  /** Number of the cluster of each item, [N]. */
  readonly of: ArrayLike<number>;
  readonly count: number;
}

/** Area under the curve of items in independent clusters, with the error of Obuchowski (Biometrics 53 (1997) 567). */
export function clusteredAuc(sample: BinarySample, clusters: Clusters): Estimate {
  return { value: auc(sample), error: lengthOf(influences(sample, clusters)) };
}

/** Difference of the areas of two scores of the same items: what it owes to each cluster makes its error. */
export function clusteredAucDifference(
  sample: BinarySample,
  otherScores: ArrayLike<number>,
  clusters: Clusters,
): Estimate {
  const other = { ...sample, scores: otherScores };
  const others = influences(other, clusters);
  const both = influences(sample, clusters).map((influence, i) => influence - (others[i] as number));
  return { value: auc(sample) - auc(other), error: lengthOf(both) };
}

/** How much the area moves with the weight of each cluster: sums over its items of both kinds. */
function influences(sample: BinarySample, { of, count }: Clusters): Float64Array {
  const totals = totalsOf(sample);
  const area = auc(sample);
  const sums = new Float64Array(count);
  placements(sample).forEach((placement, i) => {
    const total = sample.signal[i] ? totals.signal : totals.background;
    const cluster = of[i] as number;
    sums[cluster] = (sums[cluster] as number) + ((sample.weights?.[i] ?? 1) * (placement - area)) / total;
  });
  return sums;
}

function lengthOf(influence: Float64Array): number {
  return Math.sqrt(influence.reduce((sum, one) => sum + one * one, 0));
}
