import { doubleCaster } from "../../fixed/cast-double.js";
import { type ApFixed, fraction } from "../../fixed/types.js";
import type { Tape } from "../autodiff/tape.js";
import type { FloatData, Tensor } from "../autodiff/tensor.js";

/** x as a variable of the type holds it; the gradient passes where x lies in the type's range (PACT, arXiv 1805.06085). */
export function quantize(tape: Tape, x: Tensor, type: ApFixed): Tensor {
  const { kernels } = tape;
  const y = tape.result(x.shape, [x]);
  kernels.quantize(y.data, x.data, type);
  const { grad } = y;
  if (grad !== undefined) tape.record(() => x.grad && kernels.quantizeGradient(x.grad, grad, x.data, type));
  return y;
}

/** x as a variable of the type holds it, with the gradient passed on everywhere. */
export function quantizeThrough(tape: Tape, x: Tensor, type: ApFixed): Tensor {
  return passed(tape, x, (y) => tape.kernels.quantize(y, x.data, type));
}

/** Numbers computed from those of x, with the gradient passed on everywhere. */
export function passThrough(tape: Tape, x: Tensor, values: ArrayLike<number>): Tensor {
  return passed(tape, x, (y) => y.set(values));
}

function passed(tape: Tape, x: Tensor, fill: (y: FloatData) => void): Tensor {
  const y = tape.result(x.shape, [x]);
  fill(y.data);
  const { grad } = y;
  if (grad !== undefined) tape.record(() => x.grad && tape.kernels.addScaled(x.grad, grad, 1));
  return y;
}

/** Element i as a variable of type i % types.length holds it. */
export function castTo(types: readonly ApFixed[], x: ArrayLike<number> | FloatData): Float64Array {
  const casts = types.map((type) => {
    const cast = doubleCaster(type, { count: 0 });
    const unit = 2 ** -fraction(type);
    return (value: number) => cast(value) * unit;
  });
  const y = new Float64Array(x.length);
  for (let i = 0; i < y.length; i++) y[i] = (casts[i % casts.length] as (value: number) => number)(x[i] as number);
  return y;
}
