import type { ApFixed } from "../../fixed/types.js";
import type { FloatData } from "./tensor.js";

/** Sizes and form of a product of matrices C [m, n] = A [m, k] · B [k, n]. */
export interface MatmulShape {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** A is stored as [k, m]. */
  readonly transA?: boolean;
  /** B is stored as [n, k]. */
  readonly transB?: boolean;
  /** Adds to what C holds. */
  readonly accumulate?: boolean;
}

/** What Adam remembers and how it steps (Kingma and Ba 2015, algorithm 1). */
export interface AdamStep {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** 1 for the first step. */
  readonly step: number;
}

/**
 * The loops that training spends its time in, on arrays in one memory. `referenceKernels` defines them; those of
 * `wasmKernels` sum products of matrices in single precision and are equal to the bit elsewhere. Arrays must come from
 * `allocate`, or be parts of such.
 */
export interface Kernels {
  /** Zeros, which live until `release` goes back before them. */
  readonly allocate: (length: number) => FloatData;
  /** The same, but of any numbers: for what is set before it is read. */
  readonly reserve: (length: number) => FloatData;
  /** The place in memory that `release` goes back to: what was allocated since is free again. */
  readonly mark: () => number;
  readonly release: (mark: number) => void;

  /** `row`, of n numbers, is added to each row of C (not with `accumulate`). */
  readonly matmul: (c: FloatData, a: FloatData, b: FloatData, shape: MatmulShape, row?: FloatData) => void;
  /** y[r, c] = x[r, c] + row[c] */
  readonly addRow: (y: FloatData, x: FloatData, row: FloatData) => void;
  /** sums[c] += Σ_r x[r, c] */
  readonly sumRows: (sums: FloatData, x: FloatData) => void;
  /** y = max(x, 0) */
  readonly relu: (y: FloatData, x: FloatData) => void;
  /** dx += dy where y > 0 */
  readonly reluGradient: (dx: FloatData, dy: FloatData, y: FloatData) => void;
  /** y = a + b */
  readonly add: (y: FloatData, a: FloatData, b: FloatData) => void;
  /** y = a · b */
  readonly multiply: (y: FloatData, a: FloatData, b: FloatData) => void;
  /** y += a · b */
  readonly multiplyAdd: (y: FloatData, a: FloatData, b: FloatData) => void;
  /**
   * y[event, to + i] = x[event, from + i] for i below `length`, in every event, of which there are so many in both arrays;
   * `runs` holds to, from and length of one run after the other.
   */
  readonly copyRuns: (y: FloatData, x: FloatData, runs: Int32Array, events: number) => void;
  /** The same, but added to what y holds. */
  readonly addRuns: (y: FloatData, x: FloatData, runs: Int32Array, events: number) => void;
  /** y += factor · x */
  readonly addScaled: (y: FloatData, x: FloatData, factor: number) => void;
  /**
   * y = the value that a variable of the type holds after x is assigned to it: `src/fixed` to the bit. The type has at
   * most 24 bits with arrays of 32 bits, 53 with 64.
   */
  readonly quantize: (y: FloatData, x: FloatData, type: ApFixed) => void;
  /** dx += dy where x lies within the type's range; everywhere if the type wraps. */
  readonly quantizeGradient: (dx: FloatData, dy: FloatData, x: FloatData, type: ApFixed) => void;
  /** Moves the ends of `range`, [lo, hi], so that no value of x lies outside. */
  readonly widen: (range: FloatData, x: FloatData) => void;
  /** One step of Adam on a parameter, its gradient, and the two moments. */
  readonly adam: (x: FloatData, grad: FloatData, mean: FloatData, square: FloatData, step: AdamStep) => void;
}
