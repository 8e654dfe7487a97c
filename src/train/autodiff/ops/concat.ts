import type { Tape } from "../tape.js";
import { addTo, around, expectShape, type Tensor } from "../tensor.js";

/** Tensors joined along an axis. */
export function concat(tape: Tape, xs: readonly Tensor[], axis: number): Tensor {
  const [first, ...rest] = xs as readonly [Tensor, ...Tensor[]];
  for (const { shape } of rest)
    expectShape(String(shape.with(axis, 0)) === String(first.shape.with(axis, 0)), "concat", first.shape, shape);
  const lengths = xs.map(({ shape }) => shape[axis] as number);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const y = tape.result(first.shape.with(axis, total), xs);
  const [outer, , inner] = around(first.shape, axis);
  const each = (visit: (x: Tensor, block: number, from: number, to: number) => void): void => {
    let before = 0;
    xs.forEach((x, k) => {
      const block = (lengths[k] as number) * inner;
      for (let o = 0; o < outer; o++) visit(x, block, o * block, o * total * inner + before);
      before += block;
    });
  };
  each((x, block, from, to) => y.data.set(x.data.subarray(from, from + block), to));
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() =>
    each(({ grad: into }, block, from, to) => {
      if (into) for (let i = 0; i < block; i++) addTo(into, from + i, grad[to + i] as number);
    }),
  );
  return y;
}
