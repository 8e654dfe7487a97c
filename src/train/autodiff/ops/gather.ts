import { broadcastIndex } from "../../../ir/broadcast.js";
import type { Tape } from "../tape.js";
import { expectShape, sameShape, sizeOf, type Tensor } from "../tensor.js";

/**
 * y[event, i] = x[event, index[i]], in the given shape of one event: elements that move, that repeat (their gradients
 * add up), or that are `fill` where the index is -1.
 */
export function gather(tape: Tape, x: Tensor, index: Int32Array, shape: readonly number[], fill: number = 0): Tensor {
  expectShape(sizeOf(shape) === index.length, "gather", shape, [index.length]);
  const events = x.shape[0] ?? 1;
  const y = tape.result([events, ...shape], [x]);
  const [from, to] = [x.data.length / events, index.length];
  for (let event = 0; event < events; event++) {
    const [source, target] = [event * from, event * to];
    for (let i = 0; i < to; i++) {
      const at = index[i] as number;
      y.data[target + i] = at < 0 ? fill : (x.data[source + at] as number);
    }
  }
  const { grad } = y;
  if (grad !== undefined) tape.record(() => x.grad && scatterAdd(x.grad, grad, index, events));
  return y;
}

function scatterAdd(dx: Tensor["data"], dy: Tensor["data"], index: Int32Array, events: number): void {
  const [into, size] = [dx.length / events, index.length];
  for (let event = 0; event < events; event++) {
    const [target, source] = [event * into, event * size];
    for (let i = 0; i < size; i++) {
      const at = index[i] as number;
      if (at >= 0) dx[target + at] = (dx[target + at] as number) + (dy[source + i] as number);
    }
  }
}

/** x repeated along axes of length 1, so that an event has the shape; x itself where it has it. */
export function expand(tape: Tape, x: Tensor, shape: readonly number[]): Tensor {
  const own = x.shape.slice(1);
  return sameShape(own, shape) ? x : gather(tape, x, broadcastIndex(own, shape), shape);
}
