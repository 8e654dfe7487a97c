import { doubleCaster } from "../../fixed/cast-double.js";
import {
  type ApFixed,
  apFixed,
  type FixedType,
  fixed,
  type Overflow,
  type Rounding,
  typeOfRange,
} from "../../fixed/types.js";
import type { ParameterSpec } from "../layers/layer.js";
import { exponentOf } from "./bits.js";
import type { Place } from "./quantizer.js";

/** `LearnedOptions` with its defaults. */
export interface LearnedModes {
  readonly fraction: number;
  readonly rounding: Rounding;
  readonly overflow: Overflow;
  readonly speed: number;
}

/** The trained fraction bits of a place's groups, in units of `speed` bits. */
export function fractionSpec({ name }: Place, groups: number, { fraction, speed }: LearnedModes): ParameterSpec {
  const initial = (): Float64Array => new Float64Array(groups).fill(fraction / speed);
  return { name: `${name}.fraction`, shape: [groups], trained: true, initial };
}

/** Mantissas of 24 bits are exact in 32-bit floats; one bit is a sign's, one may come by rounding up. */
const MOST_BITS = 22;

/** Whole fraction bits of values up to a magnitude, from the trained number. */
export function wholeFraction(trained: number, { speed }: LearnedModes, magnitude: number): number {
  const wanted = Math.floor(trained * speed + 0.5);
  return magnitude === 0 ? wanted : Math.min(wanted, MOST_BITS - 1 - exponentOf(magnitude));
}

const INTEGERS = fixed(true, 53, 53);

/** A value in units of the last bit, as src/fixed rounds it to an integer. */
export function mantissaRounder({ rounding }: LearnedModes): (scaled: number) => number {
  return doubleCaster(apFixed(INTEGERS, rounding, "SAT"), { count: 0 });
}

/** The least type that holds mantissas lo to hi of so many fraction bits. */
export function typeOfMantissas(lo: number, hi: number, fraction: number, modes: LearnedModes): ApFixed {
  // Without the least mantissa, which SAT_SYM leaves out, the other end has to be as far off.
  const top = modes.overflow === "SAT_SYM" ? Math.max(hi, -lo) : hi;
  const type: FixedType = typeOfRange(BigInt(lo), BigInt(top), fraction);
  return apFixed(type, modes.rounding, modes.overflow);
}
