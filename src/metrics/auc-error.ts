import { type BinarySample, totalsOf } from "./binary-sample.js";
import { ascending } from "./order.js";
import { auc } from "./roc.js";

/** A number with its standard error. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/**
 * Area under the curve with the error of DeLong, DeLong and Clarke-Pearson (Biometrics 44 (1988) 837). With weights, the
 * same sums over squared weights (the linearised bootstrap), which for weights of 1 is DeLong's formula to the last term.
 */
export function aucWithError(sample: BinarySample): Estimate {
  const order = ascending(sample.scores);
  // The mean of placements is the area too, but rounded more often.
  return { ...estimate(sample, placements(sample, order)), value: auc(sample, order) };
}

/**
 * Difference of areas of two scores of the same events, with the error that their correlation leaves (the same paper):
 * far below that of either area where the scores are nearly equal, as those of a model before and after quantization.
 */
export function aucDifference(sample: BinarySample, otherScores: ArrayLike<number>): Estimate {
  const these = placements(sample);
  const others = placements({ ...sample, scores: otherScores });
  return estimate(
    sample,
    these.map((placement, i) => placement - (others[i] as number)),
  );
}

/**
 * For every event the share of the other kind's weight that is on its right side: background below a signal event,
 * signal above a background event, equal scores by one half. The mean over either kind is the area.
 */
export function placements(sample: BinarySample, order = ascending(sample.scores)): Float64Array {
  const { scores, signal, weights } = sample;
  const totals = totalsOf(sample);
  const result = new Float64Array(order.length);
  let [signalBelow, backgroundBelow] = [0, 0];
  for (let start = 0; start < order.length; ) {
    const score = scores[order[start] as number];
    let [signalHere, backgroundHere] = [0, 0];
    let end = start;
    for (; end < order.length && scores[order[end] as number] === score; end++) {
      const i = order[end] as number;
      const weight = weights?.[i] ?? 1;
      if (signal[i]) signalHere += weight;
      else backgroundHere += weight;
    }
    const ofSignal = (backgroundBelow + backgroundHere / 2) / totals.background;
    const ofBackground = 1 - (signalBelow + signalHere / 2) / totals.signal;
    for (let k = start; k < end; k++) {
      const i = order[k] as number;
      result[i] = signal[i] ? ofSignal : ofBackground;
    }
    signalBelow += signalHere;
    backgroundBelow += backgroundHere;
    start = end;
  }
  return result;
}

/** Mean over signal, and the error of a two-sample U statistic from what every event contributes. */
function estimate({ signal, weights }: BinarySample, contributions: Float64Array): Estimate {
  const sums = [emptySums(), emptySums()] as const;
  for (let i = 0; i < contributions.length; i++) {
    const of = sums[signal[i] ? 1 : 0];
    const weight = weights?.[i] ?? 1;
    of.weight += weight;
    of.squares += weight * weight;
    of.value += weight * (contributions[i] as number);
  }
  const value = sums[1].value / sums[1].weight;
  for (let i = 0; i < contributions.length; i++)
    sums[signal[i] ? 1 : 0].spread += (weights?.[i] ?? 1) ** 2 * ((contributions[i] as number) - value) ** 2;
  const variance = sums.reduce((sum, { weight, squares, spread }) => {
    const effective = (weight * weight) / squares;
    return sum + (spread / (weight * weight)) * (effective / (effective - 1));
  }, 0);
  return { value, error: Math.sqrt(variance) };
}

const emptySums = () => ({ weight: 0, squares: 0, value: 0, spread: 0 });
