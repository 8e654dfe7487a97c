import type { Estimate } from "./auc-error.js";
import type { BinarySample } from "./binary-sample.js";
import { binOf, uniformEdges } from "./bins.js";
import { moments } from "./distribution.js";
import { addTo, emptyTally, type Share, shareOf } from "./share.js";

/** Events whose scores are in one bin: their mean score, and the share of signal that it should be equal to. */
export interface CalibrationBin extends Share {
  readonly lowEdge: number;
  readonly highEdge: number;
  readonly events: number;
  /** NaN in an empty bin. */
  readonly meanScore: number;
}

export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /**
   * Mean over events of |share of signal - mean score| of their bin (Guo et al., ICML 2017): 0 is calibrated. The error
   * is that of the mean for the signs that the bins' differences have.
   */
  readonly expectedError: Estimate;
  /** |share of signal - mean score| of the worst bin. */
  readonly maximumError: number;
}

/** Whether scores are probabilities: share of signal against score, in `bins` bins of equal width in [0, 1]. */
export function calibration(sample: BinarySample, bins = 10): Calibration {
  const { scores, signal, weights } = sample;
  const edges = uniformEdges(0, 1, bins);
  const sums = edges.slice(1).map(() => ({ events: 0, score: 0, tally: emptyTally() }));
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    const sum = sums[binOf(score, edges)];
    if (sum === undefined) continue;
    const weight = weights?.[i] ?? 1;
    sum.events++;
    sum.score += weight * score;
    addTo(sum.tally, signal[i] !== 0, weight);
  }
  const differences = sums.map(({ score, tally: { passed, total } }) => (total === 0 ? 0 : (passed - score) / total));
  return {
    bins: sums.map(({ events, score, tally }, bin) => {
      const [lowEdge = 0, highEdge = 0] = edges.slice(bin, bin + 2);
      return { lowEdge, highEdge, events, meanScore: score / tally.total, ...shareOf(tally) };
    }),
    expectedError: expectation(sample, edges, differences.map(Math.sign)),
    maximumError: Math.max(...differences.map(Math.abs)),
  };
}

/** Mean over events of signal - score, with the sign of their bin. */
function expectation(
  { scores, signal, weights }: BinarySample,
  edges: readonly number[],
  signs: readonly number[],
): Estimate {
  const values = Float64Array.from(scores, (score, i) => {
    const sign = signs[binOf(score, edges)] ?? 0;
    return sign * ((signal[i] === 0 ? 0 : 1) - score);
  });
  return moments(values, weights).mean;
}
