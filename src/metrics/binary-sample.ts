import { ascending } from "./order.js";

/**
 * Scores of events of two kinds, all arrays [N]. Scores are finite; a greater score means more like signal. Weights are
 * 1 where left out, and may be negative (as generators' are), as long as both kinds have positive sums.
 */
export interface BinarySample {
  readonly scores: ArrayLike<number>;
  /** 1 for signal, 0 for background. */
  readonly signal: ArrayLike<number>;
  readonly weights?: ArrayLike<number> | undefined;
}

/** Sums of weights of each kind. */
export interface Totals {
  readonly signal: number;
  readonly background: number;
}

export function totalsOf({ signal, weights }: BinarySample): Totals {
  const sums = { signal: 0, background: 0 };
  for (let i = 0; i < signal.length; i++) sums[signal[i] ? "signal" : "background"] += weights?.[i] ?? 1;
  return sums;
}

/** Calls `take` for each distinct score, the greatest first, with the weights of both kinds at this score. */
export function descend(
  { scores, signal, weights }: BinarySample,
  take: (score: number, signal: number, background: number) => void,
  order: Uint32Array = ascending(scores),
): void {
  for (let k = order.length - 1; k >= 0; ) {
    const score = scores[order[k] as number] as number;
    let [here, beside] = [0, 0];
    for (; k >= 0 && scores[order[k] as number] === score; k--) {
      const i = order[k] as number;
      const weight = weights === undefined ? 1 : (weights[i] as number);
      if (signal[i]) here += weight;
      else beside += weight;
    }
    take(score, here, beside);
  }
}
