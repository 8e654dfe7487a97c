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

/** Numbers computed from those of x, with the gradient passed on everywhere. */
export function passThrough(tape: Tape, x: Tensor, values: ArrayLike<number>): Tensor {
  const y = tape.result(x.shape, [x]);
  y.data.set(values);
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
  return Float64Array.from(x, (value, i) => (casts[i % casts.length] as (value: number) => number)(value));
}
