import type { Arith, OverflowCount } from "../fixed/arith.js";
import type { Interval } from "../fixed/interval.js";
import type { ApFixed } from "../fixed/types.js";
import type { Gathering } from "./gather.js";

/**
 * How the elements of an op's value come from those of its operands: which ones, as data, and what is made of them, as a
 * function that is generic in its arithmetic. The reference evaluator runs it on doubles and BigInt, the compiled
 * simulator on vector lanes; there is no second description.
 */
export type Definition = GatherDefinition | MapDefinition | FoldDefinition;

/** Elements that only move; those of coarser operands are aligned to the result's binary point. */
export interface GatherDefinition {
  readonly form: "gather";
  readonly gathering: Gathering;
}

/** The same function at every place: `count` times, each from some elements to some elements of the result. */
export interface MapDefinition {
  readonly form: "map";
  readonly count: number;
  /** For each argument the operand that it is read from, and the element of it at each place. */
  readonly reads: readonly { readonly operand: number; readonly at: ArrayLike<number> }[];
  /** For each result the element of the value at each place; together they are all elements. */
  readonly writes: readonly ArrayLike<number>[];
  /** Bits of the widest intermediate, sign included. */
  readonly bits: number;
  readonly define: <T>(ar: Arith<T>, overflows?: OverflowCount) => (args: readonly T[]) => readonly T[];
}

/** One element of a fold's value: elements of operand 0 that are folded in this order. */
export interface FoldForm {
  readonly inputs: Int32Array;
  /** Element of `weights` that goes with each input; of no meaning without weights. */
  readonly weights: Int32Array;
  /** Value of the accumulator before the first term. */
  readonly start: bigint;
  /** Second argument of `finish`. */
  readonly divisor: bigint;
}

/** Elements of operand 0 folded into an accumulator one after the other, for each element of the result. */
export interface FoldDefinition {
  readonly form: "fold";
  readonly forms: readonly FoldForm[];
  /** Mantissas of the weights, where each term has one; a term whose weight is 0 leaves the accumulator as it is. */
  readonly weights: readonly bigint[] | undefined;
  readonly bits: number;
  /** Bounds of the accumulator before the first term and after every one. */
  readonly acc: Interval;
  /** The accumulator after one more term; `weight` is 1 where there are none. */
  readonly step: <T>(ar: Arith<T>, overflows?: OverflowCount) => (acc: T, term: T, weight: T) => T;
  readonly finish: <T>(ar: Arith<T>, overflows?: OverflowCount) => (acc: T, divisor: T) => T;
  /**
   * Where `step` adds term · weight: what the sum is kept in. Engines may then add in any order that gives the same
   * bits. Undefined for other folds.
   */
  readonly sum: ProductSum | undefined;
}

/** acc + term · weight. */
export interface ProductSum {
  /** Fraction bits of term · weight. */
  readonly productFraction: number;
  /** Fraction bits of the accumulator. */
  readonly fraction: number;
  /** Each product is assigned to this type before the add, and the sum after it; undefined keeps the sum exact. */
  readonly accum: ApFixed | undefined;
}
