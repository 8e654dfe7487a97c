import type { BinarySample } from "./binary-sample.js";

/** Scores of events of several classes. */
export interface ClassScores {
  /** [N, classes], row-major. */
  readonly scores: ArrayLike<number>;
  readonly classes: number;
  /** [N], class numbers from 0. */
  readonly labels: ArrayLike<number>;
  /** [N]; 1 where left out. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** How two scores become one: their probabilities' s_a / (s_a + s_b), or the difference of their logits. */
export type Discriminant = "ratio" | "difference";

/** Class `of` against all others, by its own score. */
export function oneVsRest({ scores, classes, labels, weights }: ClassScores, of: number): BinarySample {
  const events = labels.length;
  const own = new Float64Array(events);
  const signal = new Uint8Array(events);
  for (let i = 0; i < events; i++) {
    own[i] = scores[i * classes + of] as number;
    signal[i] = labels[i] === of ? 1 : 0;
  }
  return { scores: own, signal, weights };
}

/** Events of classes `a` (signal) and `b` alone; a ratio of two zeros is one half. */
export function oneVsOne(
  { scores, classes, labels, weights }: ClassScores,
  a: number,
  b: number,
  discriminant: Discriminant,
): BinarySample {
  const chosen: number[] = [];
  for (let i = 0; i < labels.length; i++) if (labels[i] === a || labels[i] === b) chosen.push(i);
  const score = (i: number): number => {
    const [of, against] = [scores[i * classes + a] as number, scores[i * classes + b] as number];
    if (discriminant === "difference") return of - against;
    return of + against === 0 ? 0.5 : of / (of + against);
  };
  return {
    scores: Float64Array.from(chosen, score),
    signal: Uint8Array.from(chosen, (i) => (labels[i] === a ? 1 : 0)),
    weights: weights && Float64Array.from(chosen, (i) => weights[i] as number),
  };
}

/** The class of the greatest score of each event [N]; the first of equal ones, as an argmax in firmware has it. */
export function decisions(scores: ArrayLike<number>, classes: number): Uint32Array {
  const chosen = new Uint32Array(scores.length / classes);
  for (let i = 0; i < chosen.length; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++)
      if ((scores[i * classes + c] as number) > (scores[i * classes + best] as number)) best = c;
    chosen[i] = best;
  }
  return chosen;
}

/** Weights of events by class (row) and decision (column), [classes, classes]. */
export function confusion({ scores, classes, labels, weights }: ClassScores): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const [i, decision] of decisions(scores, classes).entries()) {
    const row = matrix[labels[i] as number] as number[];
    row[decision] = (row[decision] as number) + (weights?.[i] ?? 1);
  }
  return matrix;
}
