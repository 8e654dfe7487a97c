import type { Tape } from "../tape.js";
import { expectShape, sameShape, type Tensor } from "../tensor.js";

/** a + b, of one shape. */
export function add(tape: Tape, a: Tensor, b: Tensor): Tensor {
  expectShape(sameShape(a.shape, b.shape), "add", a.shape, b.shape);
  const { kernels } = tape;
  const y = tape.result(a.shape, [a, b]);
  kernels.add(y.data, a.data, b.data);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    if (a.grad) kernels.addScaled(a.grad, grad, 1);
    if (b.grad) kernels.addScaled(b.grad, grad, 1);
  });
  return y;
}

/** a · b, element by element, of one shape. */
export function multiply(tape: Tape, a: Tensor, b: Tensor): Tensor {
  expectShape(sameShape(a.shape, b.shape), "multiply", a.shape, b.shape);
  const { kernels } = tape;
  const y = tape.result(a.shape, [a, b]);
  kernels.multiply(y.data, a.data, b.data);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    if (a.grad) kernels.multiplyAdd(a.grad, grad, b.data);
    if (b.grad) kernels.multiplyAdd(b.grad, grad, a.data);
  });
  return y;
}

/** factor · x */
export function scale(tape: Tape, x: Tensor, factor: number): Tensor {
  const { kernels } = tape;
  const y = tape.tensor(x.shape, [x]);
  kernels.addScaled(y.data, x.data, factor);
  const { grad } = y;
  if (grad !== undefined) tape.record(() => x.grad && kernels.addScaled(x.grad, grad, factor));
  return y;
}

/** max(x, 0); the gradient at 0 is 0. */
export function relu(tape: Tape, x: Tensor): Tensor {
  const { kernels } = tape;
  const y = tape.result(x.shape, [x]);
  kernels.relu(y.data, x.data);
  const { grad } = y;
  if (grad !== undefined) tape.record(() => x.grad && kernels.reluGradient(x.grad, grad, y.data));
  return y;
}

/** y = f(x) element by element, with dy/dx from x and y. */
export function map(
  tape: Tape,
  x: Tensor,
  value: (x: number) => number,
  derivative: (x: number, y: number) => number,
): Tensor {
  const y = tape.result(x.shape, [x]);
  for (let i = 0; i < y.data.length; i++) y.data[i] = value(x.data[i] as number);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    const into = x.grad;
    if (!into) return;
    for (let i = 0; i < into.length; i++) {
      into[i] = (into[i] as number) + (grad[i] as number) * derivative(x.data[i] as number, y.data[i] as number);
    }
  });
  return y;
}

/** 1 / (1 + e^-x) */
export function sigmoid(tape: Tape, x: Tensor): Tensor {
  return map(
    tape,
    x,
    (v) => 1 / (1 + Math.exp(-v)),
    (_, y) => y * (1 - y),
  );
}
