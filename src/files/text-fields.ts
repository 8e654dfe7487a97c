import type { NdArray } from "../data/nd-array.js";
import { fraction } from "../fixed/types.js";
import { sizeOf } from "../ir/tensor.js";
import { plural, shown } from "../support/text.js";
import type { DataPort } from "./stream.js";

/** Element types of what stands in text. */
export type TextType = "int32" | "uint32" | "int64" | "uint64" | "float64";

/** How the text of a cell becomes an element. */
export interface CellType {
  readonly dtype: TextType;
  /** Undefined where the cell is not what is expected. */
  readonly parse: (cell: string) => number | bigint | undefined;
  /** "a decimal number". */
  readonly expected: string;
}

/** An input in a text file: for each of its elements, in row-major order, the column it stands in. */
export interface Field {
  readonly port: DataPort;
  readonly type: CellType;
  readonly columns: readonly number[];
}

const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const INTEGER = /^\s*[+-]?\d+\s*$/;

/** Decimal numbers, rounded to the nearest double as NumPy does; with `raw`, integer mantissas. */
export function decimalType({ type }: DataPort, raw: boolean): CellType {
  if (!raw) return { dtype: "float64", parse: parseDecimal, expected: "a decimal number" };
  const unsigned = !type.signed && type.width > 63;
  const inRange = unsigned ? BigInt.asUintN : BigInt.asIntN;
  const parse = (cell: string): bigint | undefined => {
    if (!INTEGER.test(cell)) return undefined;
    const value = BigInt(cell.trim().replace(/^\+/, ""));
    return inRange(64, value) === value ? value : undefined;
  };
  return { dtype: unsigned ? "uint64" : "int64", parse, expected: "an integer mantissa of at most 64 bits" };
}

function parseDecimal(cell: string): number | undefined {
  if (!DECIMAL.test(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

/** Digits of a mantissa in hexadecimal. */
export function hexDigits(width: number): number {
  return Math.ceil(width / 4);
}

/**
 * Mantissas in hexadecimal, in two's complement of the port's width; without `raw` the values that they stand for.
 * Undefined where float64 or 64 bits can't hold them all.
 */
export function hexType({ type }: DataPort, raw: boolean): CellType | undefined {
  const { signed, width } = type;
  const frac = fraction(type);
  if (raw ? width > 64 : width > 53 || Math.abs(frac) > 900) return undefined;
  const digits = new RegExp(`^[0-9a-fA-F]{1,${hexDigits(width)}}$`);
  const expected = `a mantissa of ${plural(width, "bit")} in hexadecimal, at most ${plural(hexDigits(width), "digit")}`;
  if (width > 53) {
    const parse = (cell: string): bigint | undefined => {
      if (!digits.test(cell)) return undefined;
      const bits = BigInt(`0x${cell}`);
      if (bits >> BigInt(width) !== 0n) return undefined;
      return signed ? BigInt.asIntN(width, bits) : bits;
    };
    return { dtype: signed ? "int64" : "uint64", parse, expected };
  }
  const [modulus, unit] = [2 ** width, raw ? 1 : 2 ** -frac];
  const parse = (cell: string): number | undefined => {
    const bits = digits.test(cell) ? Number.parseInt(cell, 16) : modulus;
    if (bits >= modulus) return undefined;
    return (signed && bits >= modulus / 2 ? bits - modulus : bits) * unit;
  };
  if (!raw) return { dtype: "float64", parse, expected };
  return width > 32
    ? { dtype: "int64", parse: (cell) => bigOf(parse(cell)), expected }
    : { dtype: signed ? "int32" : "uint32", parse, expected };
}

function bigOf(value: number | undefined): bigint | undefined {
  return value === undefined ? undefined : BigInt(value);
}

const ARRAYS = {
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float64: Float64Array,
} as const;

export function emptyArray(dtype: TextType, length: number): NdArray["data"] {
  return new ARRAYS[dtype](length);
}

/** Columns in the order of the ports, each in row-major order. */
export function columnsInOrder(ports: readonly DataPort[]): readonly (readonly number[])[] {
  let next = 0;
  return ports.map(({ shape }) => Array.from({ length: sizeOf(shape) }, () => next++));
}

/** `3 of 'x', 2 of 'y'`. */
export function layoutOf(ports: readonly DataPort[]): string {
  return ports.map(({ name, shape }) => `${sizeOf(shape)} of '${shown(name, 40)}'`).join(", ");
}
