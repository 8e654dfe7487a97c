import { constantBits } from "./bits.js";
import { fixedQuantizer } from "./fixed-quantizer.js";
import type { Quantizer, Values } from "./quantizer.js";
import { castTo, quantizeThrough } from "./straight-through.js";

/**
 * A quantizer whose types stay those that another one found: for networks whose weights are trained again once the
 * firmware is there, and are loaded into it. `values` reads the parameters of the network that found them. Weights beyond
 * their type saturate, and their gradient passes, so that they can come back.
 */
export function frozenQuantizer(found: Quantizer, values: Values): Quantizer {
  const type: Quantizer["type"] = (place) => found.type(place, values);
  return {
    parameters: () => [],
    apply: (cx, place, x) => {
      const is = type(place, values);
      if (place.role === "activation") return fixedQuantizer(is).apply(cx, place, x);
      const y = quantizeThrough(cx.tape, x, is);
      cx.bits.set(y, constantBits(cx.tape, y));
      return y;
    },
    type,
    quantized: (place, _values, x) => castTo([type(place, values)], x),
  };
}
