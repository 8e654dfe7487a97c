import type { ApFixed } from "../../fixed/types.js";
import { constantBits, variableBits } from "./bits.js";
import type { Quantizer } from "./quantizer.js";
import { castTo, quantize } from "./straight-through.js";

/** A quantizer to one given type. The gradient is cut off where the type saturates, for weights as for activations. */
export function fixedQuantizer(type: ApFixed): Quantizer {
  return {
    parameters: () => [],
    apply: (cx, { role }, x) => {
      const y = quantize(cx.tape, x, type);
      cx.bits.set(y, role === "weight" ? constantBits(cx.tape, y) : variableBits(cx.tape, type));
      return y;
    },
    type: () => type,
    quantized: (_place, _values, x) => castTo([type], x),
  };
}
