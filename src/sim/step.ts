import type { Node, ValueId } from "../ir/graph.js";
import type { IntTensor } from "../ir/tensor.js";
import type { Netlist } from "../netlist/cell.js";

/**
 * A plan: what engines compile. The events of a block stand side by side in vector lanes; every element of every value is
 * a row of memory with one mantissa for each event.
 */
export interface Plan {
  /** Rows that are alive at the same time lie apart; engines choose addresses. */
  readonly buffers: readonly Buffer[];
  /** Where values lie that are not held inside a step only. Values beyond 64 bits have no view: they are kept as tensors. */
  readonly views: ReadonlyMap<ValueId, View>;
  /** Values that are the same for all events, from the graph or computed from such. */
  readonly constants: ReadonlyMap<ValueId, IntTensor>;
  readonly steps: readonly Step[];
  /** What each counter of the steps' `tally` cells counts; empty where no statistics are asked for. */
  readonly counters: readonly Counter[];
}

/** Overflows of one node: of its result's assignment, or of an accumulator or another type inside the op. */
export interface Counter {
  readonly node: Node;
  readonly of: "result" | "inner";
  /** What is known before anything runs: overflows that every event has, of a value that no input reaches. */
  readonly perEvent: number;
}

/** How a mantissa lies in memory. */
export interface Storage {
  readonly bits: 8 | 16 | 32 | 64;
  readonly signed: boolean;
}

/** `rows` elements of one storage, in use from step `born` to step `dies` (both included; -1: from the start). */
export interface Buffer {
  readonly storage: Storage;
  readonly rows: number;
  readonly born: number;
  readonly dies: number;
}

/** Elements as rows of buffers of one storage: element k is row `row[k]` of buffer `buffer[k]`. */
export interface View {
  readonly storage: Storage;
  readonly buffer: Int32Array;
  readonly row: Int32Array;
}

/** What is fed to a port of a program at each place: an element of the events, or a constant. */
export type Feed =
  | { readonly kind: "rows"; readonly view: View }
  | { readonly kind: "constants"; readonly values: readonly bigint[] };

/**
 * Bits of the lanes that a program runs in: every wire fits them as a signed integer, or only so many of its low bits are
 * ever used (it goes through add, sub, mul and shl into a wrap).
 */
export type Lanes = 16 | 32 | 64;

export type Step = MapStep | FoldStep | MatrixStep | ReferenceStep;

/** What all steps have: the nodes that they do, in order, and why they are done this way. */
interface StepOf<K extends string> {
  readonly kind: K;
  readonly nodes: readonly Node[];
  readonly why: string;
}

/** One program at `count` places. Feed k and write k have an entry for each place. */
export interface MapStep extends StepOf<"map"> {
  readonly lanes: Lanes;
  readonly program: Netlist;
  readonly count: number;
  readonly feeds: readonly Feed[];
  readonly writes: readonly View[];
}

/**
 * For each element of `write`: acc = start; for each of its terms acc = step(acc, term, weight); finish(acc, feeds...).
 * `step` has the ports acc, term and, where there are weights, weight. `finish` has acc, then one for each feed.
 */
export interface FoldStep extends StepOf<"fold"> {
  readonly lanes: Lanes;
  readonly starts: readonly bigint[];
  /** For each element of `write` its terms as rows, in order; a weight for each term, or none at all. */
  readonly terms: readonly View[];
  readonly weights: readonly (readonly bigint[])[] | undefined;
  readonly step: Netlist;
  readonly finish: Netlist;
  readonly feeds: readonly Feed[];
  readonly write: View;
}

/**
 * Products of constant matrices with vectors of rows, whose sums may be formed in any order:
 * - "pairs": sums of products are exact in 32 bits, or wanted modulo 2^32 only;
 * - "halves": weight = 256 · high + low, and each half's sum of products is exact in 32 bits; `finish` gets two sums;
 * - "truncated": sums of floor(product / 2^drop), wanted modulo 2^32 only.
 * Rows of inputs have 8 or 16 bits; unsigned 16-bit ones are multiplied as x - 2^15. `finish` has a port for each sum, then for each feed.
 */
export interface MatrixStep extends StepOf<"matrix"> {
  readonly mode: "pairs" | "halves" | "truncated";
  readonly drop: number;
  /** How many low bits of the sums `finish` looks at. */
  readonly wanted: number;
  readonly matrices: readonly Matrix[];
  readonly panels: readonly Panel[];
  /** Lanes of `finish`; the sums are sign-extended to them. */
  readonly lanes: Lanes;
  readonly finish: Netlist;
  /** For each element of `write`. */
  readonly feeds: readonly Feed[];
  readonly write: View;
}

/** weights[output · terms + term], |weight| < 2^15 or -2^15. */
export interface Matrix {
  readonly terms: number;
  readonly outputs: number;
  readonly weights: Int16Array;
}

/** One vector that is multiplied: its rows, and the elements of `write` that the products are. */
export interface Panel {
  readonly matrix: number;
  readonly inputs: View;
  /** The matrix's outputs are elements first, first + 1, ... */
  readonly first: number;
}

/** A node that only the reference evaluator does, on whole integers. */
export interface ReferenceStep extends StepOf<"reference"> {
  /** Where its value goes; undefined where 64 bits do not hold it. */
  readonly write: View | undefined;
}
