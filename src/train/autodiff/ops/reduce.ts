import type { Tape } from "../tape.js";
import { addTo, around, type FloatData, type Tensor } from "../tensor.js";

/** Sum along an axis, which goes. */
export function sumAxis(tape: Tape, x: Tensor, axis: number): Tensor {
  const { kernels } = tape;
  const [outer, length, inner] = around(x.shape, axis);
  const places = Array.from({ length }, (_, k) => k * inner);
  const y = tape.tensor(x.shape.toSpliced(axis, 1), [x]);
  kernels.addRuns(y.data, x.data, Int32Array.from(places.flatMap((from) => [0, from, inner])), outer);
  const { grad } = y;
  const back = Int32Array.from(places.flatMap((to) => [to, 0, inner]));
  if (grad !== undefined) tape.record(() => x.grad && kernels.addRuns(x.grad, grad, back, outer));
  return y;
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
