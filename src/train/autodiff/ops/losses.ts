import type { Tape } from "../tape.js";
import { expectShape, type FloatData, rowsAndColumns, type Tensor } from "../tensor.js";

/**
 * Losses are scalars: the sum over elements (rows, for classes) of weight · loss, divided by their number. Weights are
 * given for every event or every row, and may be negative as those of generators are: a sum of weights may then be near
 * zero in one batch, so it is not what is divided by. Without weights all are 1.
 */

/** -ln p of the right class, p = softmax of logits [..., classes]. Target: classes [...] by number, or shares [..., classes]. */
export function softmaxCrossEntropy(tape: Tape, logits: Tensor, target: Tensor, weights?: Tensor): Tensor {
  const [rows, classes] = rowsAndColumns(logits.shape);
  const shares = target.data.length === rows ? oneHot(tape, target, classes) : target.data;
  expectShape(shares.length === logits.data.length, "softmaxCrossEntropy", logits.shape, target.shape);
  const weightOf = weighting(weights, rows);
  const p = tape.kernels.reserve(logits.data.length);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const logNorm = softmaxRow(p, logits.data, row * classes, classes);
    let loss = 0;
    for (let i = row * classes; i < (row + 1) * classes; i++)
      loss += (shares[i] as number) * (logNorm - (logits.data[i] as number));
    sum += weightOf(row) * loss;
  }
  return scalar(tape, [logits], sum / rows, (upstream) => {
    const into = logits.grad;
    if (!into) return;
    for (let row = 0; row < rows; row++) {
      const factor = (upstream * weightOf(row)) / rows;
      let total = 0;
      for (let i = row * classes; i < (row + 1) * classes; i++) total += shares[i] as number;
      for (let i = row * classes; i < (row + 1) * classes; i++)
        into[i] = (into[i] as number) + factor * (total * (p[i] as number) - (shares[i] as number));
    }
  });
}

/** -t ln σ(x) - (1 - t) ln(1 - σ(x)) for logits x and targets t in [0, 1] of one size. */
export function binaryCrossEntropy(tape: Tape, logits: Tensor, target: Tensor, weights?: Tensor): Tensor {
  return pointwise(tape, logits, target, weights, {
    value: (x, t) => Math.max(x, 0) - x * t + Math.log1p(Math.exp(-Math.abs(x))),
    slope: (x, t) => 1 / (1 + Math.exp(-x)) - t,
  });
}

/** (x - t)² */
export function meanSquaredError(tape: Tape, x: Tensor, target: Tensor, weights?: Tensor): Tensor {
  return pointwise(tape, x, target, weights, { value: (a, t) => (a - t) ** 2, slope: (a, t) => 2 * (a - t) });
}

/** |x - t|; the gradient at 0 is 0. */
export function meanAbsoluteError(tape: Tape, x: Tensor, target: Tensor, weights?: Tensor): Tensor {
  return pointwise(tape, x, target, weights, { value: (a, t) => Math.abs(a - t), slope: (a, t) => Math.sign(a - t) });
}

/** e² / 2 for |e| = |x - t| up to delta, delta (|e| - delta / 2) beyond. Source: Huber 1964. */
export function huber(tape: Tape, x: Tensor, target: Tensor, delta: number, weights?: Tensor): Tensor {
  return pointwise(tape, x, target, weights, {
    value: (a, t) => {
      const size = Math.abs(a - t);
      return size <= delta ? size ** 2 / 2 : delta * (size - delta / 2);
    },
    slope: (a, t) => Math.max(-delta, Math.min(delta, a - t)),
  });
}

/** delta² (√(1 + (e / delta)²) - 1): Huber's loss, but smooth. */
export function pseudoHuber(tape: Tape, x: Tensor, target: Tensor, delta: number, weights?: Tensor): Tensor {
  return pointwise(tape, x, target, weights, {
    value: (a, t) => delta ** 2 * (Math.sqrt(1 + ((a - t) / delta) ** 2) - 1),
    slope: (a, t) => (a - t) / Math.sqrt(1 + ((a - t) / delta) ** 2),
  });
}

/**
 * Kullback-Leibler divergence of a Gaussian with means and logarithms of variances [events, dimensions] from the standard
 * one: Σ (μ² + σ² - ln σ² - 1) / 2 over dimensions. Source: Kingma and Welling 2014 (arXiv 1312.6114), appendix B.
 */
export function gaussianDivergence(tape: Tape, mean: Tensor, logVariance: Tensor, weights?: Tensor): Tensor {
  expectShape(mean.data.length === logVariance.data.length, "gaussianDivergence", mean.shape, logVariance.shape);
  const [events, dimensions] = rowsAndColumns(mean.shape);
  const weightOf = weighting(weights, events);
  let sum = 0;
  for (let i = 0; i < mean.data.length; i++) {
    const [mu, log] = [mean.data[i] as number, logVariance.data[i] as number];
    sum += (weightOf(Math.floor(i / dimensions)) * (mu * mu + Math.exp(log) - log - 1)) / 2;
  }
  return scalar(tape, [mean, logVariance], sum / events, (upstream) => {
    for (let i = 0; i < mean.data.length; i++) {
      const factor = (upstream * weightOf(Math.floor(i / dimensions))) / events;
      if (mean.grad) mean.grad[i] = (mean.grad[i] as number) + factor * (mean.data[i] as number);
      if (logVariance.grad) {
        const slope = (Math.exp(logVariance.data[i] as number) - 1) / 2;
        logVariance.grad[i] = (logVariance.grad[i] as number) + factor * slope;
      }
    }
  });
}

/** A loss of every element of two tensors of one size; `slope` is its derivative by x. Targets get no gradient. */
interface Pointwise {
  readonly value: (x: number, target: number) => number;
  readonly slope: (x: number, target: number) => number;
}

function pointwise(tape: Tape, x: Tensor, target: Tensor, weights: Tensor | undefined, loss: Pointwise): Tensor {
  const count = x.data.length;
  expectShape(target.data.length === count, "loss and its target", x.shape, target.shape);
  const weightOf = weighting(weights, count);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weightOf(i) * loss.value(x.data[i] as number, target.data[i] as number);
  return scalar(tape, [x], sum / count, (upstream) => {
    const into = x.grad;
    if (!into) return;
    for (let i = 0; i < count; i++) {
      const slope = loss.slope(x.data[i] as number, target.data[i] as number);
      into[i] = (into[i] as number) + ((upstream * weightOf(i)) / count) * slope;
    }
  });
}

/** Weight of each of `rows` rows, where an event's weight is that of all its rows. */
function weighting(weights: Tensor | undefined, rows: number): (row: number) => number {
  if (weights === undefined) return () => 1;
  const { data, shape } = weights;
  const perWeight = rows / data.length;
  expectShape(Number.isInteger(perWeight), "weights of a loss", shape, [rows]);
  if (perWeight === 1) return (row) => data[row] as number;
  return (row) => data[Math.floor(row / perWeight)] as number;
}

function oneHot({ kernels }: Tape, { data }: Tensor, classes: number): FloatData {
  const shares = kernels.allocate(data.length * classes);
  for (let row = 0; row < data.length; row++) shares[row * classes + (data[row] as number)] = 1;
  return shares;
}

/** p = softmax of the logits from `start`; returns ln Σ e^logit. */
function softmaxRow(p: FloatData, logits: FloatData, start: number, count: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = start; i < start + count; i++) most = Math.max(most, logits[i] as number);
  let sum = 0;
  for (let i = start; i < start + count; i++) {
    const power = Math.exp((logits[i] as number) - most);
    p[i] = power;
    sum += power;
  }
  for (let i = start; i < start + count; i++) p[i] = (p[i] as number) / sum;
  return most + Math.log(sum);
}

function scalar(tape: Tape, from: readonly Tensor[], value: number, backward: (upstream: number) => void): Tensor {
  const y = tape.tensor([1], from);
  y.data[0] = value;
  const { grad } = y;
  if (grad !== undefined) tape.record(() => backward(grad[0] as number));
  return y;
}
