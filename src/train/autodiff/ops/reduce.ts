import type { Tape } from "../tape.js";
import { addTo, around, type FloatData, type Tensor } from "../tensor.js";

/** Sum along an axis, which goes. */
export function sumAxis(tape: Tape, x: Tensor, axis: number): Tensor {
  const [outer, length, inner] = around(x.shape, axis);
  const y = tape.tensor(x.shape.toSpliced(axis, 1), [x]);
  for (let o = 0; o < outer; o++)
    for (let k = 0; k < length; k++) addBlock(y.data, o * inner, x.data, (o * length + k) * inner, inner);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    const into = x.grad;
    if (!into) return;
    for (let o = 0; o < outer; o++)
      for (let k = 0; k < length; k++) addBlock(into, (o * length + k) * inner, grad, o * inner, inner);
  });
  return y;
}

function addBlock(y: FloatData, to: number, x: FloatData, from: number, length: number): void {
  for (let i = 0; i < length; i++) y[to + i] = (y[to + i] as number) + (x[from + i] as number);
}

/** Maximum along an axis, which goes; the gradient flows to the first element that has it. */
export function maxAxis(tape: Tape, x: Tensor, axis: number): Tensor {
  const [outer, length, inner] = around(x.shape, axis);
  const y = tape.result(x.shape.toSpliced(axis, 1), [x]);
  const best = new Int32Array(y.data.length);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
      const at = firstMaximum(x.data, o * length * inner + i, length, inner);
      best[o * inner + i] = at;
      y.data[o * inner + i] = x.data[at] as number;
    }
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    const into = x.grad;
    if (into) for (let to = 0; to < best.length; to++) addTo(into, best[to] as number, grad[to] as number);
  });
  return y;
}

function firstMaximum(x: FloatData, first: number, length: number, stride: number): number {
  let at = first;
  for (let k = 1; k < length; k++) if ((x[first + k * stride] as number) > (x[at] as number)) at = first + k * stride;
  return at;
}
