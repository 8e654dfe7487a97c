import type { Tape } from "../tape.js";
import { addTo, around, type Tensor } from "../tensor.js";

/** Sum along an axis, which goes. */
export function sumAxis(tape: Tape, x: Tensor, axis: number): Tensor {
  const [outer, length, inner] = around(x.shape, axis);
  const y = tape.tensor(x.shape.toSpliced(axis, 1), [x]);
  const each = (visit: (from: number, to: number) => void): void => {
    for (let o = 0; o < outer; o++)
      for (let k = 0; k < length; k++)
        for (let i = 0; i < inner; i++) visit((o * length + k) * inner + i, o * inner + i);
  };
  each((from, to) => {
    y.data[to] = (y.data[to] as number) + (x.data[from] as number);
  });
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    const into = x.grad;
    if (into)
      each((from, to) => {
        into[from] = (into[from] as number) + (grad[to] as number);
      });
  });
  return y;
}

/** Maximum along an axis, which goes; the gradient flows to the first element that has it. */
export function maxAxis(tape: Tape, x: Tensor, axis: number): Tensor {
  const [outer, length, inner] = around(x.shape, axis);
  const y = tape.result(x.shape.toSpliced(axis, 1), [x]);
  const best = new Int32Array(y.data.length);
  for (let to = 0; to < outer * inner; to++) {
    const first = Math.floor(to / inner) * length * inner + (to % inner);
    let at = first;
    for (let k = 1; k < length; k++)
      if ((x.data[first + k * inner] as number) > (x.data[at] as number)) at = first + k * inner;
    best[to] = at;
    y.data[to] = x.data[at] as number;
  }
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    const into = x.grad;
    if (into) for (let to = 0; to < best.length; to++) addTo(into, best[to] as number, grad[to] as number);
  });
  return y;
}
