import type { FixedType } from "../../fixed/types.js";

/** A program of da4ml's instruction set DAIS, spec version 1, as its file has it. */
export interface RawProgram {
  /** Input k is multiplied by 2^inputShifts[k] before it is copied. */
  readonly inputShifts: readonly number[];
  readonly outputs: readonly RawOutput[];
  readonly ops: readonly RawOp[];
  readonly tables: readonly (readonly bigint[])[];
}

/** (-1)^negative · 2^shift · value of operation `op`; zero where `op` is -1. */
export interface RawOutput {
  readonly op: number;
  readonly shift: number;
  readonly negative: boolean;
}

export interface RawOp {
  readonly opcode: number;
  readonly id0: number;
  readonly id1: number;
  /** 64 bits, as in the binary form: that of a lookup holds the table, and in its high word the first position. */
  readonly data: bigint;
  /** Format of the value. A width of 0 bits is the format of a constant zero. */
  readonly type: FixedType;
}

/** An operation whose operands are there: numbers of operations before it, of an input, of a table. */
export type DaisOp =
  | { readonly kind: "copy"; readonly input: number }
  /** a ± b · 2^shift */
  | { readonly kind: "sum"; readonly a: number; readonly b: number; readonly shift: number; readonly minus: boolean }
  | { readonly kind: "relu" | "quantize"; readonly a: number; readonly negate: boolean }
  /** `constant` counts steps of the result's format. */
  | { readonly kind: "offset"; readonly a: number; readonly constant: bigint }
  | { readonly kind: "constant"; readonly constant: bigint }
  /** The top bit of `condition` ? a : ± b · 2^shift. */
  | {
      readonly kind: "mux";
      readonly condition: number;
      readonly a: number;
      readonly b: number;
      readonly negate: boolean;
      readonly shift: number;
    }
  | { readonly kind: "product"; readonly a: number; readonly b: number }
  /** Entry 0 is that of the value `first` steps above the lowest of a's format. */
  | { readonly kind: "lookup"; readonly a: number; readonly table: readonly bigint[]; readonly first: bigint }
  /** All bits inverted; any bit set; all bits set. */
  | { readonly kind: "not" | "any" | "all"; readonly a: number; readonly negate: boolean }
  /** Bit by bit of ± a and ± b · 2^shift. */
  | {
      readonly kind: "and" | "or" | "xor";
      readonly a: number;
      readonly b: number;
      readonly negateA: boolean;
      readonly negateB: boolean;
      readonly shift: number;
    };

/** Most bits of a format, of a shift and of a value: far above the 64 of da4ml's own interpreter. */
export const MOST_BITS = 1024;
