/**
 * Fixed-point types. A value of type T is an integer mantissa m with meaning m · 2^-(width - int);
 * `int` counts the bits left of the binary point (the sign bit included), may be negative or above `width`.
 * Source: AMD UG1399, "Arbitrary Precision Fixed-Point Data Types".
 */
export interface FixedType {
  readonly signed: boolean;
  readonly width: number;
  readonly int: number;
}

/** AMD's quantization modes, without their `AP_` prefix. */
export const ROUNDINGS = ["TRN", "TRN_ZERO", "RND", "RND_ZERO", "RND_INF", "RND_MIN_INF", "RND_CONV"] as const;
export type Rounding = (typeof ROUNDINGS)[number];

/** AMD's overflow modes, without their `AP_` prefix. */
export const OVERFLOWS = ["WRAP", "SAT", "SAT_ZERO", "SAT_SYM"] as const;
export type Overflow = (typeof OVERFLOWS)[number];

/** A fixed-point type together with what an assignment to it does: `ap_fixed<width, int, rounding, overflow, wrapBits>`. */
export interface ApFixed extends FixedType {
  readonly rounding: Rounding;
  readonly overflow: Overflow;
  /** N of AMD's AP_WRAP: how many top bits are saturated; 0 for a plain wrap. */
  readonly wrapBits: number;
}

export function fixed(signed: boolean, width: number, int: number): FixedType {
  return { signed, width, int };
}

export function apFixed(
  type: FixedType,
  rounding: Rounding = "TRN",
  overflow: Overflow = "WRAP",
  wrapBits = 0,
): ApFixed {
  return { signed: type.signed, width: type.width, int: type.int, rounding, overflow, wrapBits };
}

/** Whether an attribute of a node is a type with its modes. */
export function isApFixed(value: unknown): value is ApFixed {
  return typeof value === "object" && value !== null && "rounding" in value && "wrapBits" in value;
}

/** Bits right of the binary point; negative where the last bit weighs more than one. */
export function fraction(type: FixedType): number {
  return type.width - type.int;
}

export function minMantissa(type: FixedType): bigint {
  return type.signed ? -(1n << BigInt(type.width - 1)) : 0n;
}

export function maxMantissa(type: FixedType): bigint {
  return (1n << BigInt(type.signed ? type.width - 1 : type.width)) - 1n;
}

export function sameType(a: FixedType, b: FixedType): boolean {
  return a.signed === b.signed && a.width === b.width && a.int === b.int;
}

export function sameApFixed(a: ApFixed, b: ApFixed): boolean {
  return sameType(a, b) && a.rounding === b.rounding && a.overflow === b.overflow && a.wrapBits === b.wrapBits;
}

/** Whether every value of `inner` is a value of `outer`. */
export function contains(outer: FixedType, inner: FixedType): boolean {
  if (fraction(inner) > fraction(outer)) return false;
  if (inner.signed && !outer.signed) return false;
  const room = outer.signed && !inner.signed ? 1 : 0;
  return outer.int >= inner.int + room;
}

/** Type of the exact product. */
export function productType(a: FixedType, b: FixedType): FixedType {
  return { signed: a.signed || b.signed, width: a.width + b.width, int: a.int + b.int };
}

/** Type of the exact sum as C++ computes it: one bit more than the aligned operands. */
export function sumType(a: FixedType, b: FixedType): FixedType {
  const signed = a.signed || b.signed;
  const int = Math.max(a.int + (signed && !a.signed ? 1 : 0), b.int + (signed && !b.signed ? 1 : 0)) + 1;
  return { signed, int, width: int + Math.max(fraction(a), fraction(b)) };
}

/** Type of the exact difference: always signed. */
export function differenceType(a: FixedType, b: FixedType): FixedType {
  return { ...sumType(a, b), signed: true };
}

/** Smallest type that holds all values of both. */
export function unionType(a: FixedType, b: FixedType): FixedType {
  const sum = sumType(a, b);
  return { signed: sum.signed, int: sum.int - 1, width: sum.width - 1 };
}

/** Smallest type with `frac` fraction bits whose mantissas include lo..hi (at least one bit wide). */
export function typeOfRange(lo: bigint, hi: bigint, frac: number): FixedType {
  const signed = lo < 0n;
  const magnitude = signed ? bitLength(max(hi, -lo - 1n)) + 1 : bitLength(hi);
  const width = Math.max(1, magnitude);
  return { signed, width, int: width - frac };
}

export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
