import type { Overflow, Rounding } from "../../fixed/types.js";
import { type Granularity, groupCount } from "./groups.js";
import { learnedActivation } from "./learned-activation.js";
import { learnedWeight } from "./learned-weight.js";
import type { Quantizer } from "./quantizer.js";

export interface LearnedOptions {
  /** Fraction bits at first. */
  readonly fraction: number;
  /** Which weights share their fraction bits; activations have one type per tensor. Default "element". */
  readonly granularity?: Granularity;
  /** Default RND, as in the paper. */
  readonly rounding?: Rounding;
  /** Of activations beyond the range that was seen; default SAT. */
  readonly overflow?: Overflow;
  /**
   * Bits for one unit of the trained parameter; default 8. Optimizers take steps of about the learning rate whatever the
   * gradient's size, and bits have to move by units where weights move by hundredths.
   */
  readonly speed?: number;
}

/**
 * A quantizer that learns its fraction bits f, as in HGQ (Sun et al., arXiv 2405.00645, section III). Integer bits hold
 * what occurs: a weight's values as rounded, or the rounded ends of the range of activations. What rounds to 0 has no bits
 * left: it is pruned.
 *
 * The error δ = x - q(x) of rounding is about 2^-f in size, so its slope is taken as dδ/df = -ln 2 · δ, hence
 * dq/df = ln 2 · δ. The gradient by x passes where q does not saturate (weights never do), and f learns from the same
 * elements: how far a saturated value is off is no matter of its fraction.
 */
export function learnedQuantizer(options: LearnedOptions): Quantizer {
  const { fraction, granularity = "element", rounding = "RND", overflow = "SAT", speed = 8 } = options;
  if (!(Number.isFinite(fraction) && speed > 0)) {
    throw new RangeError(`${fraction} fraction bits at speed ${speed}: write a number, and a speed above 0.`);
  }
  const modes = { fraction, rounding, overflow, speed };
  const activation = learnedActivation(modes);
  const weight = (shape: readonly number[]): Quantizer => learnedWeight(modes, groupCount(shape, granularity));
  const at = ({ role, shape }: { readonly role: string; readonly shape: readonly number[] }): Quantizer =>
    role === "weight" ? weight(shape) : activation;
  return {
    parameters: (place) => at(place).parameters(place),
    apply: (cx, place, x) => at(place).apply(cx, place, x),
    type: (place, values, x) => at(place).type(place, values, x),
    quantized: (place, values, x) => at(place).quantized(place, values, x),
  };
}
