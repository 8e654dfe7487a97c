import { broadcastIndex } from "../../../ir/broadcast.js";
import { type Gathering, gathering } from "../gathering.js";
import type { Tape } from "../tape.js";
import { type FloatData, sameShape, type Tensor } from "../tensor.js";

/** Elements of every event that move, that repeat (their gradients add up), or that are `fill` where none is taken. */
export function gather(tape: Tape, x: Tensor, { shape, runs }: Gathering, fill: number = 0): Tensor {
  const events = x.shape[0] ?? 1;
  const y = tape.result([events, ...shape], [x]);
  pick(y.data, x.data, runs, events, fill);
  const { grad } = y;
  if (grad !== undefined) tape.record(() => x.grad && scatterAdd(x.grad, grad, runs, events));
  return y;
}

function pick(y: FloatData, x: FloatData, runs: Int32Array, events: number, fill: number): void {
  const [from, to] = [x.length / events, y.length / events];
  for (let event = 0; event < events; event++) {
    for (let run = 0; run < runs.length; run += 3) {
      const [target, first] = [event * to + (runs[run] as number), runs[run + 1] as number];
      const end = target + (runs[run + 2] as number);
      const shift = event * from + first - target;
      if (first < 0) for (let i = target; i < end; i++) y[i] = fill;
      else for (let i = target; i < end; i++) y[i] = x[i + shift] as number;
    }
  }
}

function scatterAdd(dx: FloatData, dy: FloatData, runs: Int32Array, events: number): void {
  const [into, size] = [dx.length / events, dy.length / events];
  for (let event = 0; event < events; event++) {
    for (let run = 0; run < runs.length; run += 3) {
      const [source, first] = [event * size + (runs[run] as number), runs[run + 1] as number];
      if (first < 0) continue;
      const end = source + (runs[run + 2] as number);
      const shift = event * into + first - source;
      for (let i = source; i < end; i++) dx[i + shift] = (dx[i + shift] as number) + (dy[i] as number);
    }
  }
}

/** x repeated along axes of length 1, so that an event has the shape; x itself where it has it. */
export function expand(tape: Tape, x: Tensor, shape: readonly number[]): Tensor {
  const own = x.shape.slice(1);
  return sameShape(own, shape) ? x : gather(tape, x, gathering(broadcastIndex(own, shape), shape));
}
