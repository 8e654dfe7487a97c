import type { Random } from "../../support/random.js";

/** Draws a word of some bits that says how good something looks. */
export type Grade = (random: Random) => number;

/** Quantiles that a distribution is tabulated by. */
const QUANTILES = 4096;

/** Words whose value over 2^bits is distributed as Beta(a, b), by the middle of each word's interval. */
export function betaGrade(bits: number, a: number, b: number): Grade {
  const weights = Array.from({ length: 2 ** bits }, (_, word) => {
    const x = (word + 0.5) / 2 ** bits;
    return x ** (a - 1) * (1 - x) ** (b - 1);
  });
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const words = new Uint8Array(QUANTILES);
  let [word, below] = [0, 0];
  for (let quantile = 0; quantile < QUANTILES; quantile++) {
    const wanted = (whole * (quantile + 0.5)) / QUANTILES;
    while (below + (weights[word] ?? whole) < wanted) below += weights[word++] ?? 0;
    words[quantile] = word;
  }
  return (random) => words[Math.floor(QUANTILES * random.uniform())] as number;
}
