import { ascending } from "./order.js";

/** Bins of a feature, by quantiles. */
export const BINS = 32;
/** Added to the sum of second derivatives of a leaf, so that leaves of few events say little. */
const REGULARISATION = 1;

export interface BoostOptions {
  readonly trees: number;
  /** Splits on the way to a leaf. */
  readonly depth: number;
  readonly learningRate: number;
}

/** All leaves of one level are split alike, so a leaf's number is the bits of the answers. */
interface Tree {
  readonly splits: readonly Split[];
  readonly leaves: Float64Array;
}

/** Whether a feature is at or above a value. */
interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly value: number;
}

/** Score of one event: its features start at `offset`. */
export type Classifier = (features: ArrayLike<number>, offset: number) => number;

/**
 * Trains a small classifier of two kinds of events: gradient boosting of symmetric trees on the logistic loss with Newton
 * steps (Friedman, Ann. Statist. 29 (2001) 1189), on features in 32 bins of equal content. `features` is [N, size].
 */
export function trainBoostedTrees(
  features: ArrayLike<number>,
  size: number,
  labels: ArrayLike<number>,
  { trees, depth, learningRate }: BoostOptions,
): Classifier {
  const events = labels.length;
  const columns = Array.from({ length: size }, (_, feature) => binned(features, size, feature, events));
  const scores = new Float64Array(events);
  const gradients = new Float64Array(events);
  const curvatures = new Float64Array(events);
  const grown: Tree[] = [];
  for (let round = 0; round < trees; round++) {
    for (let i = 0; i < events; i++) {
      const probability = 1 / (1 + Math.exp(-(scores[i] as number)));
      gradients[i] = (labels[i] as number) - probability;
      curvatures[i] = probability * (1 - probability);
    }
    const { tree, leaf } = grow(columns, gradients, curvatures, depth, learningRate);
    for (let i = 0; i < events; i++) scores[i] = (scores[i] as number) + (tree.leaves[leaf[i] as number] as number);
    grown.push(tree);
  }
  return (event, offset) => grown.reduce((sum, tree) => sum + leafOf(tree, event, offset), 0);
}

function leafOf({ splits, leaves }: Tree, features: ArrayLike<number>, offset: number): number {
  const leaf = splits.reduce(
    (bits, { feature, value }) => 2 * bits + ((features[offset + feature] as number) >= value ? 1 : 0),
    0,
  );
  return leaves[leaf] as number;
}

/** A feature of all events as bin numbers, with the least value of every bin. */
interface Column {
  readonly bins: Uint8Array;
  readonly edges: readonly number[];
}

function binned(features: ArrayLike<number>, size: number, feature: number, events: number): Column {
  const values = Float64Array.from({ length: events }, (_, i) => features[i * size + feature] as number);
  const order = ascending(values);
  const edges: number[] = [];
  const bins = new Uint8Array(events);
  for (let k = 0; k < events; k++) {
    const i = order[k] as number;
    const value = values[i] as number;
    const due = edges.length * events <= k * BINS;
    if (edges.length === 0 || (due && value !== values[order[k - 1] as number])) edges.push(value);
    bins[i] = edges.length - 1;
  }
  return { bins, edges };
}

function grow(
  columns: readonly Column[],
  gradients: Float64Array,
  curvatures: Float64Array,
  depth: number,
  learningRate: number,
): { readonly tree: Tree; readonly leaf: Uint32Array } {
  const leaf = new Uint32Array(gradients.length);
  const splits: Split[] = [];
  for (let level = 0; level < depth; level++) {
    const split = bestSplit(columns, leaf, 2 ** level, gradients, curvatures);
    const { bins } = columns[split.feature] as Column;
    for (let i = 0; i < leaf.length; i++)
      leaf[i] = 2 * (leaf[i] as number) + ((bins[i] as number) >= split.bin ? 1 : 0);
    splits.push(split);
  }
  const sums = new Float64Array(2 ** depth);
  const weights = new Float64Array(2 ** depth).fill(REGULARISATION);
  for (let i = 0; i < leaf.length; i++) {
    const of = leaf[i] as number;
    sums[of] = (sums[of] as number) + (gradients[i] as number);
    weights[of] = (weights[of] as number) + (curvatures[i] as number);
  }
  const leaves = sums.map((sum, of) => (learningRate * sum) / (weights[of] as number));
  return { tree: { splits, leaves }, leaf };
}

/** The split that lowers the loss most when all leaves are split by it. */
function bestSplit(
  columns: readonly Column[],
  leaf: Uint32Array,
  leaves: number,
  gradients: Float64Array,
  curvatures: Float64Array,
): Split {
  let best: Split = { feature: 0, bin: BINS, value: Number.POSITIVE_INFINITY };
  let highest = Number.NEGATIVE_INFINITY;
  for (const [feature, { bins, edges }] of columns.entries()) {
    const sums = new Float64Array(leaves * BINS);
    const weights = new Float64Array(leaves * BINS);
    for (let i = 0; i < leaf.length; i++) {
      const at = (leaf[i] as number) * BINS + (bins[i] as number);
      sums[at] = (sums[at] as number) + (gradients[i] as number);
      weights[at] = (weights[at] as number) + (curvatures[i] as number);
    }
    const gains = gainsOfSplits(sums, weights, leaves);
    for (let bin = 1; bin < edges.length; bin++) {
      const gain = gains[bin] as number;
      if (gain <= highest) continue;
      highest = gain;
      best = { feature, bin, value: edges[bin] as number };
    }
  }
  return best;
}

/** What is gained by a split before each bin, summed over the leaves. */
function gainsOfSplits(sums: Float64Array, weights: Float64Array, leaves: number): Float64Array {
  const gains = new Float64Array(BINS);
  for (let of = 0; of < leaves; of++) {
    const [own, ownWeights] = [sums, weights].map((all) => all.subarray(of * BINS, (of + 1) * BINS));
    if (own === undefined || ownWeights === undefined) continue;
    const [sum, weight] = [own, ownWeights].map((all) => all.reduce((total, each) => total + each, 0));
    let [left, leftWeight] = [0, 0];
    for (let bin = 1; bin < BINS; bin++) {
      left += own[bin - 1] as number;
      leftWeight += ownWeights[bin - 1] as number;
      const right = (sum as number) - left;
      const rightWeight = (weight as number) - leftWeight;
      const gain = left ** 2 / (leftWeight + REGULARISATION) + right ** 2 / (rightWeight + REGULARISATION);
      gains[bin] = (gains[bin] as number) + gain;
    }
  }
  return gains;
}
