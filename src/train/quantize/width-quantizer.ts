import { type ApFixed, apFixed, type Overflow, type Rounding, unionType } from "../../fixed/types.js";
import { constantBits, variableBits } from "./bits.js";
import { groupCount, integerBits, type Range, rangesOf } from "./groups.js";
import type { Place, Quantizer } from "./quantizer.js";
import { keptRange, observedRange, rangeSpec } from "./range.js";
import { castTo, passThrough, quantize, quantizeThrough } from "./straight-through.js";

export interface WidthOptions {
  /** Bits, a sign included: 1 to 24. */
  readonly width: number;
  /** Default: weights yes, activations if one below 0 was seen. */
  readonly signed?: boolean;
  /** Default RND_CONV. */
  readonly rounding?: Rounding;
  /** Default SAT. */
  readonly overflow?: Overflow;
  /** Integer bits of activations beyond the range that was seen, for events unlike those of the training. Default 0. */
  readonly headroom?: number;
  /** Of a weight's integer bits; activations have one type per tensor. Default "tensor". */
  readonly granularity?: "tensor" | "channel";
}

/**
 * A quantizer of given width whose integer bits follow the values: a weight's present ones, or the range of activations
 * seen while training or calibrating. The range's ends lie within the type but for its last step, which saturates.
 *
 * A weight's gradient passes everywhere, since the type follows the weight: the greatest weight would stand still
 * otherwise. That of activations is cut off where the type saturates. Throws a RangeError for a width out of bounds.
 */
export function widthQuantizer(options: WidthOptions): Quantizer {
  const { width, granularity = "tensor" } = options;
  if (!(Number.isInteger(width) && width >= 1 && width <= WIDEST)) {
    throw new RangeError(`A width of ${width} bits: write a whole number from 1 to ${WIDEST}.`);
  }
  const weightTypes = (place: Place, x: ArrayLike<number>): ApFixed[] =>
    rangesOf(x, groupCount(place.shape, granularity)).map((range) => typeOf(options, options.signed ?? true, range));
  const resultType = (range: Range): ApFixed => {
    const type = typeOf(options, options.signed ?? range.lo < 0, range);
    return { ...type, int: type.int + (options.headroom ?? 0) };
  };
  return {
    parameters: (place) => (place.role === "weight" ? [] : [rangeSpec(place)]),
    apply: (cx, place, x) => {
      if (place.role === "weight") {
        const types = weightTypes(place, x.data);
        const [type] = types as [ApFixed];
        const y =
          types.length === 1 ? quantizeThrough(cx.tape, x, type) : passThrough(cx.tape, x, castTo(types, x.data));
        cx.bits.set(y, constantBits(cx.tape, y));
        return y;
      }
      const type = resultType(observedRange(cx, place, x));
      const y = quantize(cx.tape, x, type);
      cx.bits.set(y, variableBits(cx.tape, type));
      return y;
    },
    type: (place, values, x) =>
      place.role === "weight"
        ? weightTypes(place, x ?? values(place.name)).reduce(union)
        : resultType(keptRange(place, values)),
    quantized: (place, _values, x) => castTo(weightTypes(place, x), x),
  };
}

/** Mantissas of 24 bits are exact in 32-bit floats. */
const WIDEST = 24;

function typeOf(options: WidthOptions, signed: boolean, range: Range): ApFixed {
  const { width, rounding = "RND_CONV", overflow = "SAT" } = options;
  const bits = integerBits(signed ? range : { lo: 0, hi: range.hi });
  return apFixed({ signed, width, int: (Number.isFinite(bits) ? bits : 0) + (signed ? 1 : 0) }, rounding, overflow);
}

function union(a: ApFixed, b: ApFixed): ApFixed {
  return { ...a, ...unionType(a, b) };
}
