import { type BinarySample, descend, totalsOf } from "./binary-sample.js";

/**
 * Points of a receiver operating characteristic, all arrays [distinct scores + 1]: the shares of signal and background
 * with a score of at least the threshold, from (0, 0) at infinity to (1, 1) at the least score.
 */
export interface RocCurve {
  readonly thresholds: Float64Array;
  readonly signal: Float64Array;
  readonly background: Float64Array;
}

/** The curve through every distinct score. Shares are NaN where a kind has no weight. */
export function rocCurve(sample: BinarySample): RocCurve {
  const totals = totalsOf(sample);
  const thresholds = [Number.POSITIVE_INFINITY];
  const signal = [0];
  const background = [0];
  let [above, beside] = [0, 0];
  descend(sample, (score, signalHere, backgroundHere) => {
    above += signalHere;
    beside += backgroundHere;
    thresholds.push(score);
    signal.push(above / totals.signal);
    background.push(beside / totals.background);
  });
  return {
    thresholds: Float64Array.from(thresholds),
    signal: Float64Array.from(signal),
    background: Float64Array.from(background),
  };
}

/**
 * Area under the curve: the probability that a signal event has a greater score than a background event, where equal
 * scores count one half (Mann and Whitney, Ann. Math. Statist. 18 (1947) 50). It is the area by trapezoids, ties
 * included, for weights of any sign; exact but for one rounding where weights are integers. NaN with one kind only.
 */
export function auc(sample: BinarySample, order?: Uint32Array): number {
  let [above, beside, twice] = [0, 0, 0];
  descend(
    sample,
    (_score, signal, background) => {
      twice += background * (2 * above + signal);
      above += signal;
      beside += background;
    },
    order,
  );
  return twice / (2 * above * beside);
}

/**
 * About `most` points of a curve, for plots, ends included: one for every step of 3/`most` along signal plus background
 * plus the logarithm of background, each of which runs over a length of 1, so that small shares keep their shape.
 */
export function thinned({ thresholds, signal, background }: RocCurve, most: number): RocCurve {
  const last = thresholds.length - 1;
  const least = background.find((share) => share > 0) ?? 1;
  const decades = Math.max(1, -Math.log10(least));
  const along = (i: number): number => {
    const share = Math.max(background[i] as number, least);
    return (signal[i] as number) + (background[i] as number) + Math.log10(share / least) / decades;
  };
  const kept = [0];
  let previous = along(0);
  for (let i = 1; i < last; i++) {
    if (Math.abs(along(i) - previous) < 3 / most) continue;
    kept.push(i);
    previous = along(i);
  }
  if (last > 0) kept.push(last);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (i) => values[i] as number);
  return { thresholds: pick(thresholds), signal: pick(signal), background: pick(background) };
}
