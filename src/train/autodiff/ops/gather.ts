import { broadcastIndex } from "../../../ir/broadcast.js";
import { type Gathering, gathering } from "../gathering.js";
import type { Tape } from "../tape.js";
import { sameShape, type Tensor } from "../tensor.js";

/** Elements of every event that move, that repeat (their gradients add up), or that are `fill` where none is taken. */
export function gather(tape: Tape, x: Tensor, { shape, runs, back, hasGaps }: Gathering, fill: number = 0): Tensor {
  const events = x.shape[0] ?? 1;
  const whole = [events, ...shape];
  const y = hasGaps ? tape.tensor(whole, [x]) : tape.result(whole, [x]);
  if (hasGaps && fill !== 0) y.data.fill(fill);
  tape.kernels.copyRuns(y.data, x.data, runs, events);
  const { grad } = y;
  if (grad !== undefined) tape.record(() => x.grad && tape.kernels.addRuns(x.grad, grad, back, events));
  return y;
}

/** x repeated along axes of length 1, so that an event has the shape; x itself where it has it. */
export function expand(tape: Tape, x: Tensor, shape: readonly number[]): Tensor {
  const own = x.shape.slice(1);
  return sameShape(own, shape) ? x : gather(tape, x, gathering(broadcastIndex(own, shape), shape));
}
