import type { Tape } from "../tape.js";
import { expectShape, type Tensor } from "../tensor.js";

/** Σ factor · term over scalars. */
export function weightedSum(tape: Tape, terms: readonly (readonly [factor: number, term: Tensor])[]): Tensor {
  for (const [, { shape, data }] of terms) expectShape(data.length === 1, "weightedSum", shape);
  const y = tape.tensor(
    [1],
    terms.map(([, term]) => term),
  );
  y.data[0] = terms.reduce((sum, [factor, { data }]) => sum + factor * (data[0] as number), 0);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    for (const [factor, term] of terms) {
      if (term.grad) term.grad[0] = (term.grad[0] as number) + factor * (grad[0] as number);
    }
  });
  return y;
}

/** Σ |x|, with gradient 0 at 0: added to a loss, it makes weights sparse ("L1"). */
export function absoluteSum(tape: Tape, x: Tensor): Tensor {
  return sumOfEach(tape, x, Math.abs, Math.sign);
}

/** Σ x² ("L2"). */
export function squareSum(tape: Tape, x: Tensor): Tensor {
  return sumOfEach(
    tape,
    x,
    (v) => v * v,
    (v) => 2 * v,
  );
}

function sumOfEach(tape: Tape, x: Tensor, value: (x: number) => number, slope: (x: number) => number): Tensor {
  const y = tape.tensor([1], [x]);
  let sum = 0;
  for (let i = 0; i < x.data.length; i++) sum += value(x.data[i] as number);
  y.data[0] = sum;
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    const into = x.grad;
    if (!into) return;
    for (let i = 0; i < into.length; i++)
      into[i] = (into[i] as number) + (grad[0] as number) * slope(x.data[i] as number);
  });
  return y;
}
