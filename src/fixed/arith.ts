import { must } from "../support/errors.js";
import { applyOverflow, carries, lowestHeld, roundShift } from "./cast.js";
import { type ApFixed, type FixedType, fraction, maxMantissa } from "./types.js";

/**
 * Exact integer arithmetic on mantissas, so that an op's definition is written once and runs on doubles where every
 * intermediate fits 53 bits, on BigInt beyond, and on the wires of a netlist, from which engines are compiled. That is
 * why there is no way to look at a value: choices are made by `select`.
 */
export interface Arith<T> {
  readonly of: (value: bigint) => T;
  readonly add: (a: T, b: T) => T;
  readonly sub: (a: T, b: T) => T;
  readonly mul: (a: T, b: T) => T;
  /** Quotient truncated toward zero, as in C++; x / 0 is 0. */
  readonly quotient: (a: T, b: T) => T;
  readonly min: (a: T, b: T) => T;
  readonly max: (a: T, b: T) => T;
  readonly shiftLeft: (a: T, bits: number) => T;
  /** floor(a / 2^bits) */
  readonly shiftRight: (a: T, bits: number) => T;
  /** a < b ? less : otherwise */
  readonly select: (a: T, b: T, less: T, otherwise: T) => T;
  /** entries[position]; positions lie in the table. */
  readonly table: (entries: readonly bigint[]) => (position: T) => T;
  /** Assignment from `fromFraction` fraction bits to `to`; rounding and overflow as the type says. */
  readonly caster: (fromFraction: number, to: ApFixed, overflows?: OverflowCount) => (value: T) => T;
}

/** Arithmetic on values that are at hand: doubles, which are integers below 2^53 here and never inexact, or BigInt. */
export interface HostArith<T> extends Arith<T> {
  readonly big: (value: T) => bigint;
  readonly array: (length: number) => T[];
  /** Mantissas as stored in a tensor, in this arithmetic's own form. */
  readonly read: (data: Mantissas) => ArrayLike<T>;
}

/** How many assignments met a value outside their type: saturated, zeroed or wrapped, as the type says. */
export interface OverflowCount {
  count: number;
}

/** Widest type, in bits, whose mantissas are kept as doubles. */
export const NUMBER_BITS = 53;

/** Mantissas of a tensor: doubles for types of up to 53 bits, BigInt beyond (see `storageFor`). */
export type Mantissas = Float64Array | readonly bigint[];

const bigints: HostArith<bigint> = {
  of: (value) => value,
  big: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  quotient: (a, b) => (b === 0n ? 0n : a / b),
  min: (a, b) => (a < b ? a : b),
  max: (a, b) => (a > b ? a : b),
  shiftLeft: (a, bits) => a << BigInt(bits),
  shiftRight: (a, bits) => a >> BigInt(bits),
  select: (a, b, less, otherwise) => (a < b ? less : otherwise),
  table: (entries) => (position) => must(entries[Number(position)], "table entry"),
  array: (length) => new Array<bigint>(length).fill(0n),
  read: (data) => (data instanceof Float64Array ? Array.from(data, BigInt) : data),
  caster: (fromFraction, to, overflows = { count: 0 }) => {
    const drop = fromFraction - fraction(to);
    return (value) => {
      const y = roundShift(value, drop, to.rounding);
      const held = applyOverflow(y, to);
      if (held !== y) overflows.count++;
      return held;
    };
  },
};

const numbers: HostArith<number> = {
  of: Number,
  big: BigInt,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  quotient: (a, b) => (b === 0 ? 0 : Math.trunc(a / b)),
  min: Math.min,
  max: Math.max,
  shiftLeft: (a, bits) => a * powerOfTwo(bits),
  shiftRight: (a, bits) => Math.floor(a / powerOfTwo(bits)),
  select: (a, b, less, otherwise) => (a < b ? less : otherwise),
  table: (entries) => {
    const values = entries.map(Number);
    return (position) => must(values[position], "table entry");
  },
  array: (length) => new Array<number>(length).fill(0),
  read: (data) => (data instanceof Float64Array ? data : data.map(Number)),
  caster: numberCaster,
};

/** 2^0 to 2^1023: computing one takes longer than all else that a shift does. */
const POWERS = Float64Array.from({ length: 1024 }, (_, bits) => 2 ** bits);

function powerOfTwo(bits: number): number {
  return POWERS[bits] ?? Number.POSITIVE_INFINITY;
}

function numberCaster(
  fromFraction: number,
  to: ApFixed,
  overflows: OverflowCount = { count: 0 },
): (value: number) => number {
  const round = numberRounder(fromFraction - fraction(to), to);
  const lo = Number(lowestHeld(to));
  const hi = Number(maxMantissa(to));
  const plainWrap = to.overflow === "WRAP" && to.wrapBits === 0;
  const modulus = 2 ** to.width;
  return (value) => {
    const y = round(value);
    if (y >= lo && y <= hi) return y;
    overflows.count++;
    if (!plainWrap) return Number(applyOverflow(BigInt(y), to));
    const low = y - Math.floor(y / modulus) * modulus;
    return low > hi ? low - modulus : low;
  };
}

function numberRounder(drop: number, to: ApFixed): (value: number) => number {
  if (drop <= 0) {
    const factor = 2 ** -drop;
    return (value) => value * factor;
  }
  const unit = 2 ** drop;
  const half = unit / 2;
  if (to.rounding === "TRN") return (value) => Math.floor(value / unit);
  return (value) => {
    const q = Math.floor(value / unit);
    const r = value - q * unit;
    return carries(to.rounding, value < 0, q % 2 !== 0, r === 0, r - half) ? q + 1 : q;
  };
}

/** Runs `body` in the cheapest arithmetic that is exact for intermediates of up to `bits` bits (sign included). */
export function withArith<R>(bits: number, body: <T>(arith: HostArith<T>) => R): R {
  return bits <= NUMBER_BITS ? body(numbers) : body(bigints);
}

/** Puts mantissas computed in any arithmetic into the storage that their type's width asks for. */
export function store<T>(arith: HostArith<T>, values: ArrayLike<T>, width: number): Mantissas {
  if (width > NUMBER_BITS) return Array.from(values, arith.big);
  const data = new Float64Array(values.length);
  // Adding 0 turns the -0 that products and truncations leave behind into 0.
  for (let i = 0; i < data.length; i++) data[i] = Number(values[i]) + 0;
  return data;
}

/** One mantissa of a tensor as a BigInt. */
export function mantissaAt(data: Mantissas, index: number): bigint {
  return BigInt(data[index] ?? 0);
}

/** Bits that a cast needs in double arithmetic: the aligned source, whose left shift must stay exact. */
export function castBits(from: FixedType, to: FixedType): number {
  const shift = fraction(to) - fraction(from);
  return Math.abs(shift) > 500 ? NUMBER_BITS + 1 : from.width + Math.max(0, shift);
}
