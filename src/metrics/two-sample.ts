import { createRandom } from "../support/random.js";
import { aucWithError, type Estimate } from "./auc-error.js";
import { BINS, trainBoostedTrees } from "./boosted-trees.js";

/** Events that are looked at: more make the test slower than what is tested. */
const MOST_EVENTS = 50_000;
const FOLDS = 5;
const CLASSIFIER = { trees: 40, depth: 3, learningRate: 0.2 } as const;

export interface TwoSampleTest {
  /** Area under the curve of the classifier on events it was not trained on: 0.5 where the outputs can't be told apart. */
  readonly auc: Estimate;
  /** (AUC - 0.5) / error. */
  readonly significance: number;
  readonly events: number;
  /** What the classifier is, in words. */
  readonly classifier: string;
}

/**
 * Classifier two-sample test (Lopez-Paz and Oquab, ICLR 2017): whether a classifier can tell which of two models an output
 * is from. Both outputs are of the same events, [N, size]; of each event one of the two is taken, by chance, so that the
 * samples are independent and the errors are DeLong's. The classifier is trained on four fifths and judged on the rest,
 * five times; the areas of the folds are averaged, since those of pooled scores lie below 0.5 where nothing is learned.
 */
export function twoSampleTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  size: number,
  seed: number,
): TwoSampleTest {
  const events = Math.min(first.length / size, MOST_EVENTS);
  const { chance } = createRandom(seed, "two-sample test");
  const labels = Uint8Array.from({ length: events }, () => (chance(0.5) ? 1 : 0));
  const features = new Float64Array(events * size);
  for (let i = 0; i < features.length; i++)
    features[i] = (labels[Math.floor(i / size)] === 1 ? second : first)[i] as number;
  const folds = Array.from({ length: FOLDS }, (_, fold) => judgeFold(features, size, labels, fold));
  const value = folds.reduce((sum, fold) => sum + fold.value, 0) / FOLDS;
  const error = Math.sqrt(folds.reduce((sum, fold) => sum + fold.error ** 2, 0)) / FOLDS;
  const { trees, depth } = CLASSIFIER;
  const classifier = `${trees} boosted trees of depth ${depth} on ${BINS} quantile bins, ${FOLDS}-fold`;
  return { auc: { value, error }, significance: (value - 0.5) / error, events, classifier };
}

/** Area of a classifier on every fifth event, trained on the others. */
function judgeFold(features: Float64Array, size: number, labels: Uint8Array, fold: number): Estimate {
  const events = Array.from(labels, (_, i) => i);
  const rowsOf = (chosen: readonly number[]): { rows: Float64Array; labels: Uint8Array } => {
    const rows = new Float64Array(chosen.length * size);
    for (const [row, i] of chosen.entries()) rows.set(features.subarray(i * size, (i + 1) * size), row * size);
    return { rows, labels: Uint8Array.from(chosen, (i) => labels[i] as number) };
  };
  const training = rowsOf(events.filter((i) => i % FOLDS !== fold));
  const test = rowsOf(events.filter((i) => i % FOLDS === fold));
  const classify = trainBoostedTrees(training.rows, size, training.labels, CLASSIFIER);
  const scores = Float64Array.from(test.labels, (_, row) => classify(test.rows, row * size));
  return aucWithError({ scores, signal: test.labels });
}
