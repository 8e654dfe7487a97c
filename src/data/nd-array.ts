import type { BigIntData, NumberData } from "../fixed/number-data.js";

/** Element types that are read without loss. `float16` is stored as float32, `bool` as 0 and 1. */
export type DType =
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float16"
  | "float32"
  | "float64";

/** What elements of a type are kept in. */
export const ARRAYS = {
  bool: Uint8Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float16: Float32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** An array of numbers as NumPy has it: row-major (C order), whatever the order in the file. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: NumberData | BigIntData;
}

/** Arrays that are written: values, or raw mantissas. */
export type OutputArray =
  | { readonly shape: readonly number[]; readonly dtype: "float32"; readonly data: Float32Array }
  | { readonly shape: readonly number[]; readonly dtype: "float64"; readonly data: Float64Array }
  | { readonly shape: readonly number[]; readonly dtype: "int64"; readonly data: BigInt64Array };

/** Bytes that are written: metadata in an archive of arrays. */
export interface ByteArray {
  readonly shape: readonly number[];
  readonly dtype: "uint8";
  readonly data: Uint8Array;
}
