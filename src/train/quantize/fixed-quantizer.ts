import { doubleCaster } from "../../fixed/cast-double.js";
import { type ApFixed, fraction } from "../../fixed/types.js";
import type { Tape } from "../autodiff/tape.js";
import type { Tensor } from "../autodiff/tensor.js";
import type { Quantizer } from "./quantizer.js";

/** A quantizer to one given type. */
export function fixedQuantizer(type: ApFixed): Quantizer {
  return {
    parameters: () => [],
    apply: (cx, _, x) => {
      const y = quantize(cx.tape, x, type);
      cx.bits.set(y, cx.tape.constant([1], [type.width]));
      return y;
    },
    type: () => type,
    quantized: (_place, _values, x) => {
      const cast = doubleCaster(type, { count: 0 });
      return Float64Array.from(x, (value) => cast(value) / 2 ** fraction(type));
    },
  };
}

/** x as a variable of the type holds it, with the straight-through gradient. */
export function quantize(tape: Tape, x: Tensor, type: ApFixed): Tensor {
  const { kernels } = tape;
  const y = tape.tensor(x.shape, [x]);
  kernels.quantize(y.data, x.data, type);
  const { grad } = y;
  if (grad !== undefined) tape.record(() => x.grad && kernels.quantizeGradient(x.grad, grad, x.data, type));
  return y;
}
