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
