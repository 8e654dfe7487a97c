import { createRandom } from "../support/random.js";

export interface BootstrapOptions {
  /** Integer below 2^32. */
  readonly seed: number;
  /** Left open: what 2 10^6 random numbers allow, from 20 (error known to 16 %) to 200 (to 5 %). */
  readonly replicas?: number;
}

/** Cumulative probabilities of a Poisson distribution of mean 1, as far as 32 random bits reach. */
const POISSON = Array.from({ length: 13 }, (_, n) => n).map((n) => {
  let [term, sum] = [Math.exp(-1), 0];
  for (let k = 0; k <= n; k++) {
    sum += term;
    term /= k + 1;
  }
  return sum;
});

/**
 * Standard error of a statistic of weighted events, for statistics that have no formula: its spread over replicas of the
 * sample, in each of which every event occurs a Poisson(1) number of times (Efron's bootstrap, in the form for large
 * samples). `statistic` takes the replica's weights [N], valid during the call. Replicas where it is NaN do not count.
 */
export function bootstrapError(
  weights: ArrayLike<number> | number,
  statistic: (weights: Float64Array) => number,
  { seed, replicas }: BootstrapOptions,
): number {
  const events = typeof weights === "number" ? weights : weights.length;
  const count = replicas ?? Math.min(200, Math.max(20, Math.floor(2e6 / events)));
  const replica = new Float64Array(events);
  const values: number[] = [];
  for (let item = 0; item < count; item++) {
    const { uniform } = createRandom(seed, "bootstrap", item);
    for (let i = 0; i < events; i++) {
      const u = uniform();
      let times = 0;
      while (u > (POISSON[times] ?? 1)) times++;
      replica[i] = typeof weights === "number" ? times : times * (weights[i] as number);
    }
    const value = statistic(replica);
    if (!Number.isNaN(value)) values.push(value);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
