import { featureName } from "../data/event-shape.js";
import { histogram, uniformEdges } from "../metrics/bins.js";
import { moments, quantiles, shareWithin } from "../metrics/distribution.js";
import { rangeOfValues } from "./bins.js";
import type { Residual } from "./evaluation.js";
import type { OutputValues } from "./events.js";

/** The median, one and two standard deviations of a normal distribution, and the tails. */
const QUANTILES = [0.001, 0.0228, 0.1587, 0.5, 0.8413, 0.9772, 0.999];
const BINS = 60;

/** Distribution of differences [N]. */
export function residualOf(
  differences: Float64Array,
  windows: readonly number[],
  weights: ArrayLike<number> | undefined,
): Residual {
  const values = quantiles(differences, QUANTILES, weights);
  return {
    ...moments(differences, weights),
    quantiles: values.map((quantile, i) => ({ share: QUANTILES[i] as number, ...quantile })),
    within: windows.map((window) => ({ window, share: shareWithin(differences, -window, window, weights) })),
    histogram: histogram(differences, uniformEdges(...rangeOfValues([differences]), BINS), weights),
  };
}

/** Differences of one element of [events, size] arrays. */
export function differencesOf(
  these: ArrayLike<number>,
  others: ArrayLike<number>,
  size: number,
  element: number,
): Float64Array {
  const differences = new Float64Array(these.length / size);
  for (let i = 0; i < differences.length; i++) {
    const at = i * size + element;
    differences[i] = (these[at] as number) - (others[at] as number);
  }
  return differences;
}

/** `y`, or `y[3]`, `y[(1, 2)]` for outputs of several elements. */
export function elementName({ name, shape, size }: OutputValues, element: number): string {
  return size === 1 ? name : `${name}[${featureName(element, shape)}]`;
}
