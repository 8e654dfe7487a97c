/** Running sums of probabilities that end at 1: `pick` turns a uniform number into a bin. */
export type Cumulative = Float64Array;

/** The bin of `u` in (0, 1). */
export function pick(table: Cumulative, u: number): number {
  let bin = 0;
  while (bin < table.length - 1 && u >= (table[bin] as number)) bin++;
  return bin;
}

/** From shares that need not add up to 1. */
export function cumulative(shares: readonly number[]): Cumulative {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  return Float64Array.from(shares, (share) => {
    sum += share;
    return sum / total;
  });
}

/** Numbers 0, 1, ... with a Poisson distribution. */
export function poissonTable(mean: number): Cumulative {
  return counting(Math.exp(-mean), (n) => mean / (n + 1), mean);
}

/** Negative binomial numbers of variance mean + mean² / order. */
export function negativeBinomialTable(mean: number, order: number): Cumulative {
  const first = (order / (mean + order)) ** order;
  return counting(first, (n) => ((n + order) / (n + 1)) * (mean / (mean + order)), mean);
}

/** Probabilities from the first and the ratio of each to the one before, until what is left is below 2^-32. */
function counting(first: number, ratio: (n: number) => number, mean: number): Cumulative {
  const shares = [first];
  for (let n = 0, share = first; n < mean || share > 2 ** -36; n++) {
    share *= ratio(n);
    shares.push(share);
  }
  return cumulative(shares);
}

/** Shares of a density between the edges, by the middle of 1000 steps in each bin. */
export function binned(edges: readonly number[], density: (x: number) => number): Cumulative {
  const shares = edges.slice(1).map((upper, bin) => {
    const step = (upper - (edges[bin] as number)) / 1000;
    let sum = 0;
    for (let i = 0; i < 1000; i++) sum += density((edges[bin] as number) + (i + 0.5) * step);
    return sum * step;
  });
  return cumulative(shares);
}

/** Tsallis's spectrum dN/dpT ∝ (1 + pT / nT)^-n above `least`, from a uniform number. */
export function softPt(u: number, least: number): number {
  return (SOFT_SCALE + least) * u ** (-1 / (SOFT_POWER - 1)) - SOFT_SCALE;
}

const SOFT_POWER = 6.6;
/** nT, GeV. */
const SOFT_SCALE = SOFT_POWER * 0.145;

/** dN/dpT ∝ pT^-3.5 above `least`, from a uniform number. */
export function hardPt(u: number, least: number): number {
  return least * u ** (-1 / 2.5);
}
