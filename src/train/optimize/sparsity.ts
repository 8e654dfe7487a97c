/** Share of weights that are pruned at a time of training, in steps or epochs: between 0 and 1, never less than before. */
export type SparsitySchedule = (at: number) => number;

/** All at once, at a time. */
export function oneShot(final: number, at: number): SparsitySchedule {
  expectShare(final);
  return (now) => (now >= at ? final : 0);
}

/** The same from the start on: to train what was pruned already, or a random part of a network. */
export function constantSparsity(final: number): SparsitySchedule {
  return oneShot(final, 0);
}

export interface PolynomialSparsity {
  /** At `begin`; default 0. */
  readonly initial?: number;
  /** From `end` on. */
  readonly final: number;
  readonly begin: number;
  readonly end: number;
  /** Default 3. */
  readonly power?: number;
}

/**
 * s(t) = final + (initial - final) · (1 - (t - begin) / (end - begin))^power: fast while many weights do nothing, slow at
 * the end. Source: Zhu and Gupta 2017, arXiv 1710.01878, equation 1.
 */
export function polynomialSparsity(options: PolynomialSparsity): SparsitySchedule {
  const { initial = 0, final, begin, end, power = 3 } = options;
  expectShare(initial);
  expectShare(final);
  if (!(end > begin && final >= initial)) {
    throw new RangeError(`Sparsity from ${initial} at ${begin} to ${final} at ${end}: it has to grow.`);
  }
  return (now) => {
    if (now < begin) return 0;
    const left = 1 - Math.min(1, (now - begin) / (end - begin));
    return final + (initial - final) * left ** power;
  };
}

function expectShare(sparsity: number): void {
  if (!(sparsity >= 0 && sparsity <= 1)) throw new RangeError(`A sparsity of ${sparsity}: write a share from 0 to 1.`);
}
