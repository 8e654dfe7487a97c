import { type BinarySample, descend, totalsOf } from "./binary-sample.js";
import { ascending } from "./order.js";
import { addTo, emptyTally, type Share, shareOf } from "./share.js";

/**
 * Bunch crossings of the LHC in kHz: 2760 colliding bunches times 11.246 kHz. A trigger's rate is this times its
 * efficiency on minimum bias.
 */
export const CROSSING_RATE = 2760 * 11.246;

/** A threshold and what passes it. Events pass with a score of at least the threshold. */
export interface WorkingPoint {
  readonly threshold: number;
  readonly background: Share;
  readonly signal: Share;
  /** Of `signal.value`, with that of the threshold, which the background gives. */
  readonly signalError: number;
}

/**
 * The lowest score of background that keeps its share at or below `backgroundShare`: scores of firmware are few, so the
 * share that is reached may be well below. Where one event of background is too much already, the lowest score above all
 * of them, or infinity.
 */
export function thresholdAt(sample: BinarySample, backgroundShare: number, order?: Uint32Array): number {
  const most = backgroundShare * totalsOf(sample).background;
  let threshold = Number.POSITIVE_INFINITY;
  let passed = 0;
  let open = true;
  descend(
    sample,
    (score, _signal, background) => {
      passed += background;
      open &&= passed <= most;
      if (open && (background !== 0 || passed === 0)) threshold = score;
    },
    order,
  );
  return threshold;
}

/** What passes a threshold, of either kind. */
export function passing(sample: BinarySample, threshold: number): Pick<WorkingPoint, "background" | "signal"> {
  const { scores, signal, weights } = sample;
  const kinds = { background: emptyTally(), signal: emptyTally() };
  for (let i = 0; i < scores.length; i++)
    addTo(kinds[signal[i] ? "signal" : "background"], (scores[i] as number) >= threshold, weights?.[i] ?? 1);
  return { background: shareOf(kinds.background), signal: shareOf(kinds.signal) };
}

/**
 * The working point at a background share, with the signal's efficiency there. The threshold's part of its error is half
 * of what the efficiency changes by between the shares that one standard deviation of the background leads to.
 */
export function workingPointAt(sample: BinarySample, backgroundShare: number): WorkingPoint {
  const order = ascending(sample.scores);
  const at = (share: number) => {
    const threshold = thresholdAt(sample, share, order);
    return { threshold, ...passing(sample, threshold) };
  };
  const point = at(backgroundShare);
  const [signals, background] = [effectiveEvents(sample, true), effectiveEvents(sample, false)];
  const deviation = Math.sqrt((backgroundShare * (1 - backgroundShare)) / background);
  const [less, more] = [backgroundShare - deviation, backgroundShare + deviation].map(
    (share) => at(share).signal.value,
  );
  const { value } = point.signal;
  const binomial = Math.sqrt(Math.max(0, value * (1 - value)) / signals);
  return { ...point, signalError: Math.hypot(binomial, ((more ?? 0) - (less ?? 0)) / 2) };
}

/** (Sum of weights)^2 / (sum of squared weights) of a kind. */
function effectiveEvents({ signal, weights }: BinarySample, ofSignal: boolean): number {
  const tally = emptyTally();
  for (let i = 0; i < signal.length; i++) if ((signal[i] !== 0) === ofSignal) addTo(tally, false, weights?.[i] ?? 1);
  return tally.total ** 2 / tally.totalSquares;
}

/** Decisions of two scores that differ. */
export interface Flips {
  /** Share of all events. */
  readonly share: Share;
  /** Shares of events that pass by the first score only, and by the second only. */
  readonly lost: Share;
  readonly gained: Share;
}

/** Share of events whose decisions by two scores [N] differ, each score with a threshold of its own. */
export function flips(
  first: { readonly scores: ArrayLike<number>; readonly threshold: number },
  second: { readonly scores: ArrayLike<number>; readonly threshold: number },
  weights?: ArrayLike<number>,
): Flips {
  const tallies = { share: emptyTally(), lost: emptyTally(), gained: emptyTally() };
  for (let i = 0; i < first.scores.length; i++) {
    const weight = weights?.[i] ?? 1;
    const before = (first.scores[i] as number) >= first.threshold;
    const after = (second.scores[i] as number) >= second.threshold;
    addTo(tallies.share, before !== after, weight);
    addTo(tallies.lost, before && !after, weight);
    addTo(tallies.gained, after && !before, weight);
  }
  return { share: shareOf(tallies.share), lost: shareOf(tallies.lost), gained: shareOf(tallies.gained) };
}
