import type { BinarySample } from "./binary-sample.js";
import { binOf, uniformEdges } from "./bins.js";
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
  /** Mean over events of |share of signal - mean score| of their bin (Guo et al., ICML 2017): 0 is calibrated. */
  readonly expectedError: number;
  /** The same of the worst bin. */
  readonly maximumError: number;
}

/** Whether scores are probabilities: share of signal against score, in `bins` bins of equal width in [0, 1]. */
export function calibration({ scores, signal, weights }: BinarySample, bins = 10): Calibration {
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
  const all = sums.reduce((total, { tally }) => total + tally.total, 0);
  const distances = sums.map(({ score, tally: { passed, total } }) =>
    total === 0 ? 0 : Math.abs(passed - score) / total,
  );
  return {
    bins: sums.map(({ events, score, tally }, bin) => {
      const [lowEdge = 0, highEdge = 0] = edges.slice(bin, bin + 2);
      return { lowEdge, highEdge, events, meanScore: score / tally.total, ...shareOf(tally) };
    }),
    expectedError: sums.reduce((mean, { tally }, bin) => mean + (tally.total / all) * (distances[bin] ?? 0), 0),
    maximumError: Math.max(...distances),
  };
}
