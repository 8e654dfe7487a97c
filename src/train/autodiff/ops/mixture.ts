import type { Tape } from "../tape.js";
import { addTo, expectShape, type Tensor } from "../tensor.js";

/**
 * Mean of -ln p(z) where p is a mixture of k Gaussians. Source: Bishop 1994, "Mixture density networks".
 *
 * @param parameters [n, 3k]: k logits of the shares, k means, k logarithms of widths.
 * @param z n numbers.
 * @param weights of the events, default 1; the mean is over their sum, and 0 where that is 0.
 */
export function mixtureNegativeLogLikelihood(
  tape: Tape,
  parameters: Tensor,
  z: ArrayLike<number>,
  weights: ArrayLike<number> = new Float64Array(z.length).fill(1),
): Tensor {
  const width = parameters.data.length / z.length;
  const fitting = width % 3 === 0 && weights.length === z.length;
  expectShape(fitting, "mixtureNegativeLogLikelihood", parameters.shape, [z.length], [weights.length]);
  const total = Array.from(weights).reduce((sum, weight) => sum + weight, 0);
  const share = (event: number): number => (total === 0 ? 0 : (weights[event] as number) / total);
  const at = (event: number): Mixture =>
    mixture(parameters.data.subarray(event * width, (event + 1) * width), z[event] as number);
  const loss = tape.tensor([1], [parameters]);
  let sum = 0;
  for (let event = 0; event < z.length; event++) sum += share(event) * at(event).loss;
  loss.data[0] = sum;
  const { grad } = loss;
  if (grad === undefined) return loss;
  tape.record(() => {
    const into = parameters.grad;
    if (!into) return;
    for (let event = 0; event < z.length; event++) {
      const factor = (grad[0] as number) * share(event);
      at(event).gradient.forEach((slope, i) => {
        addTo(into, event * width + i, factor * slope);
      });
    }
  });
  return loss;
}

/** -ln p(z) and its gradient by the 3k parameters of one event. */
interface Mixture {
  readonly loss: number;
  readonly gradient: Float64Array;
}

function mixture(parameters: ArrayLike<number>, z: number): Mixture {
  const k = parameters.length / 3;
  const [logits, means, logWidths] = [0, 1, 2].map((block) =>
    Array.from({ length: k }, (_, j) => parameters[block * k + j] as number),
  ) as [number[], number[], number[]];
  const pulls = means.map((mean, j) => (z - mean) / Math.exp(logWidths[j] as number));
  const normaliser = logSumExp(logits);
  const terms = pulls.map((pull, j) => {
    return (logits[j] as number) - normaliser - pull ** 2 / 2 - (logWidths[j] as number) - Math.log(2 * Math.PI) / 2;
  });
  const density = logSumExp(terms);
  const gradient = new Float64Array(3 * k);
  pulls.forEach((pull, j) => {
    // How much of the density at z is this Gaussian's.
    const owned = Math.exp((terms[j] as number) - density);
    gradient[j] = Math.exp((logits[j] as number) - normaliser) - owned;
    gradient[k + j] = (-owned * pull) / Math.exp(logWidths[j] as number);
    gradient[2 * k + j] = owned * (1 - pull ** 2);
  });
  return { loss: -density, gradient };
}

/** ln Σ e^x without overflow. */
function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}
