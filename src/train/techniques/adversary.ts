import { must } from "../../support/errors.js";
import type { Tape } from "../autodiff/tape.js";
import type { Tensor } from "../autodiff/tensor.js";
import type { Layer } from "../layers/layer.js";

/**
 * The same value, whose gradient goes back times -strength: what stands behind it learns to predict, what stands before
 * it learns to make that impossible. Source: Ganin and Lempitsky 2015 (arXiv 1409.7495), section 3.1.
 */
export function reverseGradient(tape: Tape, x: Tensor, strength: number): Tensor {
  const { kernels } = tape;
  const grad = x.grad === undefined ? undefined : kernels.allocate(x.data.length);
  if (grad !== undefined) tape.record(() => x.grad && kernels.addScaled(x.grad, grad, -strength));
  return { shape: x.shape, data: x.data, grad };
}

/**
 * The layer between a classifier and its adversary, a network that predicts a nuisance from the classifier's score: with
 * it, both are one model and one loss, "learning to pivot" (Louppe, Kagan and Cranmer 2017, arXiv 1611.01046). An export
 * leaves the adversary out, for it is behind no output of the exported model.
 */
export function gradientReversal(x: Layer, { name, strength }: { name: string; strength: number }): Layer {
  return {
    kind: "GradientReversal",
    name,
    inputs: [x],
    shape: x.shape,
    parameters: [],
    forward: (cx, [value]) => reverseGradient(cx.tape, must(value, "input"), strength),
    emit: (_, [value]) => must(value, "input"),
  };
}

/**
 * Mean of -ln p(z) where p is a mixture of k Gaussians: what an adversary minimises to know the whole distribution of a
 * nuisance. Source: Bishop 1994, "Mixture density networks".
 *
 * @param parameters [n, 3k]: k logits of the shares, k means, k logarithms of widths.
 * @param z n numbers.
 * @param weights of the events, default 1; the mean is over their sum.
 */
export function mixtureNegativeLogLikelihood(
  tape: Tape,
  parameters: Tensor,
  z: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Tensor {
  const n = z.length;
  const components = parameters.data.length / n / 3;
  const loss = tape.tensor([1], [parameters]);
  let total = 0;
  for (let i = 0; i < n; i++) total += weights?.[i] ?? 1;
  const row = (i: number): Float64Array =>
    Float64Array.from(parameters.data.subarray(3 * components * i, 3 * components * (i + 1)));
  for (let i = 0; i < n; i++) {
    loss.data[0] = (loss.data[0] as number) + ((weights?.[i] ?? 1) / total) * mixture(row(i), z[i] as number).loss;
  }
  tape.record(() => {
    const into = parameters.grad;
    if (!into) return;
    for (let i = 0; i < n; i++) {
      const share = ((loss.grad?.[0] ?? 0) * (weights?.[i] ?? 1)) / total;
      const { gradient } = mixture(row(i), z[i] as number);
      gradient.forEach((slope, k) => {
        const at = 3 * components * i + k;
        into[at] = (into[at] as number) + share * slope;
      });
    }
  });
  return loss;
}

/** -ln p(z) and its gradient by the 3k parameters of one event. */
function mixture(parameters: Float64Array, z: number): { loss: number; gradient: Float64Array } {
  const k = parameters.length / 3;
  const at = (block: number, j: number): number => parameters[block * k + j] as number;
  const pull = (j: number): number => (z - at(1, j)) / Math.exp(at(2, j));
  const shares = softmax(Array.from({ length: k }, (_, j) => at(0, j)));
  const terms = shares.map((share, j) => Math.log(share) - 0.5 * pull(j) ** 2 - at(2, j) - 0.5 * Math.log(2 * Math.PI));
  const most = Math.max(...terms);
  const loss = -(most + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - most), 0)));
  // How much of the density at z is each Gaussian's.
  const owned = softmax(terms);
  const gradient = new Float64Array(3 * k);
  owned.forEach((part, j) => {
    gradient[j] = (shares[j] as number) - part;
    gradient[k + j] = (-part * pull(j)) / Math.exp(at(2, j));
    gradient[2 * k + j] = part * (1 - pull(j) ** 2);
  });
  return { loss, gradient };
}

function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
