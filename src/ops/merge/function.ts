import { type FixedType, fraction } from "../../fixed/types.js";

export const MERGE_FUNCTIONS = ["add", "sub", "mul", "div", "max", "min"] as const;
export type MergeFunction = (typeof MERGE_FUNCTIONS)[number];

export type MergeAttrs =
  | { readonly fn: Exclude<MergeFunction, "div"> }
  /** `widen`: zero bits that the dividend gets below its last one, since C++ drops what is finer than that. */
  | { readonly fn: "div"; readonly widen: number };

/** Fraction bits of a C++ quotient, where the dividend has been widened. */
export function quotientFraction(a: FixedType, b: FixedType, widen: number): number {
  return fraction(a) + widen + Math.max(0, -fraction(b));
}

/** Bits by which the dividend's mantissa is shifted up so that the integer quotient has those fraction bits. */
export function dividendShift(b: FixedType, widen: number): number {
  return Math.max(0, fraction(b)) + widen;
}
