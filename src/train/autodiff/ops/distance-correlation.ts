import type { Tape } from "../tape.js";
import { addTo, expectShape, type FloatData, type Tensor } from "../tensor.js";

/**
 * Distance correlation of a score with a variable that it should not depend on: 0 exactly if they are independent, 1 if
 * one is a linear function of the other. Time and memory grow with the square of the events. Sources: Szekely, Rizzo and Bakirov 2007 (arXiv 0803.4101),
 * section 2; Kasieczka and Shih 2020 (arXiv 2001.05310), equations 3 to 5.
 *
 * @param score [n] or [n, 1]; gradients flow to it alone.
 * @param variable n numbers.
 * @param weights of the events, not negative; default all the same. Signal gets 0 where only background is decorrelated.
 * @returns dCorr², a scalar.
 */
export function distanceCorrelation(
  tape: Tape,
  score: Tensor,
  variable: ArrayLike<number>,
  weights: ArrayLike<number> = new Float64Array(score.data.length).fill(1),
): Tensor {
  const n = score.data.length;
  const lengths = [score.shape, [variable.length], [weights.length]];
  expectShape(variable.length === n && weights.length === n, "distanceCorrelation", ...lengths);
  const shares = normalised(weights);
  const a = centredDistances(score.data, shares);
  const b = centredDistances(variable, shares);
  const [ab, aa, bb] = [covariance(a, b, shares), covariance(a, a, shares), covariance(b, b, shares)];
  const result = tape.tensor([1], [score]);
  const norm = Math.sqrt(aa * bb);
  // A constant score or variable is independent of everything.
  if (norm === 0) return result;
  result.data[0] = ab / norm;
  const { grad } = result;
  if (grad === undefined) return result;
  tape.record(() => {
    const factor = (grad[0] as number) / norm;
    const slope = (pair: number): number => factor * ((b[pair] as number) - ((a[pair] as number) * ab) / aa);
    if (score.grad) addGradient(score.grad, score.data, shares, slope);
  });
  return result;
}

function normalised(weights: ArrayLike<number>): Float64Array {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] as number;
  return Float64Array.from(weights, (weight) => (sum > 0 ? weight / sum : 0));
}

/** |x_i - x_j| less its weighted means over rows and columns, plus that over both: [n · n]. */
function centredDistances(x: ArrayLike<number>, shares: Float64Array): Float64Array {
  const n = x.length;
  const distances = new Float64Array(n * n);
  const means = new Float64Array(n);
  let grand = 0;
  for (let i = 0; i < n; i++) {
    let mean = 0;
    for (let j = 0; j < n; j++) {
      const distance = Math.abs((x[i] as number) - (x[j] as number));
      distances[i * n + j] = distance;
      mean += (shares[j] as number) * distance;
    }
    means[i] = mean;
    grand += (shares[i] as number) * mean;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) addTo(distances, i * n + j, grand - (means[i] as number) - (means[j] as number));
  }
  return distances;
}

function covariance(a: Float64Array, b: Float64Array, shares: Float64Array): number {
  const n = shares.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += (shares[j] as number) * (a[i * n + j] as number) * (b[i * n + j] as number);
    sum += (shares[i] as number) * row;
  }
  return sum;
}

/**
 * d dCov²(x, y) / d|x_i - x_j| is w_i w_j b_ij, since the centred b is orthogonal to what centring took from a; that of
 * dVar² is twice w_i w_j a_ij. Each distance stands in the sum twice.
 */
function addGradient(into: FloatData, x: FloatData, shares: Float64Array, slope: (pair: number) => number): void {
  const n = x.length;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) {
      sum += (shares[j] as number) * slope(i * n + j) * Math.sign((x[i] as number) - (x[j] as number));
    }
    addTo(into, i, 2 * (shares[i] as number) * sum);
  }
}
