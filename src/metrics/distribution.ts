import type { Estimate } from "./auc-error.js";
import { ascending } from "./order.js";
import { addTo, emptyTally, type Share, shareOf } from "./share.js";

/** Moments of a distribution, in the units of its values. */
export interface Moments {
  /** Error: RMS / sqrt(N). */
  readonly mean: Estimate;
  /** Standard deviation about the mean, as physicists say RMS. Error from the fourth moment. */
  readonly rms: Estimate;
  readonly least: number;
  readonly greatest: number;
}

/** Moments of values [N]. Weighted events count as (sum of weights)^2 / (sum of squared weights) ones. */
export function moments(values: ArrayLike<number>, weights?: ArrayLike<number>): Moments {
  let [sum, total, squares, least, greatest] = [0, 0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const [value, weight] = [values[i] as number, weights?.[i] ?? 1];
    sum += weight * value;
    total += weight;
    squares += weight * weight;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const mean = sum / total;
  let [second, fourth] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const square = ((values[i] as number) - mean) ** 2;
    const weight = weights?.[i] ?? 1;
    second += weight * square;
    fourth += weight * square * square;
  }
  const events = (total * total) / squares;
  const variance = second / total;
  const rms = Math.sqrt(variance);
  const spread = Math.sqrt(Math.max(0, fourth / total - variance * variance) / events);
  return {
    mean: { value: mean, error: rms / Math.sqrt(events) },
    rms: { value: rms, error: rms === 0 ? 0 : spread / (2 * rms) },
    least,
    greatest,
  };
}

/**
 * Quantiles of values [N]: the value below which a share of the weight lies, halfway between neighbours as in Hazen's
 * rule. The error is half the distance of the quantiles at share +- sqrt(share (1 - share) / N), whatever the
 * distribution.
 */
export function quantiles(
  values: ArrayLike<number>,
  shares: readonly number[],
  weights?: ArrayLike<number>,
): readonly Estimate[] {
  const order = ascending(values);
  const middles = new Float64Array(order.length);
  let [total, squares] = [0, 0];
  for (let k = 0; k < order.length; k++) {
    const weight = weights?.[order[k] as number] ?? 1;
    middles[k] = total + weight / 2;
    total += weight;
    squares += weight * weight;
  }
  const at = (share: number): number => {
    const wanted = share * total;
    let [low, high] = [-1, order.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((middles[middle] as number) <= wanted) low = middle;
      else high = middle;
    }
    const [below, above] = [Math.max(low, 0), Math.min(high, order.length - 1)];
    const [from, to] = [values[order[below] as number] as number, values[order[above] as number] as number];
    const step = (middles[above] as number) - (middles[below] as number);
    return step === 0 ? from : from + ((to - from) * (wanted - (middles[below] as number))) / step;
  };
  const events = (total * total) / squares;
  return shares.map((share) => {
    const spread = Math.sqrt((share * (1 - share)) / events);
    return { value: at(share), error: (at(share + spread) - at(share - spread)) / 2 };
  });
}

/** Share of values [N] inside [low, high], as of a residual within a window. */
export function shareWithin(values: ArrayLike<number>, low: number, high: number, weights?: ArrayLike<number>): Share {
  const tally = emptyTally();
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    addTo(tally, value >= low && value <= high, weights?.[i] ?? 1);
  }
  return shareOf(tally);
}
