import type { BigIntData, NumberData } from "../fixed/number-data.js";
import type { NodeStats } from "./node-stats.js";

/** Elements of an array of values or mantissas. */
export type InputData = NumberData | BigIntData;

/** Where an output goes: values as float32 (rounded to nearest) or float64, mantissas as int64. */
export type OutputData = Float32Array | Float64Array | BigInt64Array;

/** Some events, with what is known of them outside: arrays [events, elements of one event], row-major. */
export interface BlockRequest {
  readonly events: number;
  /** For each input of the graph. */
  readonly inputs: readonly InputData[];
  /** Whether integer arrays are mantissas of the inputs' types instead of values. */
  readonly raw: boolean;
  /** For each output of the graph, then for each traced value; filled. */
  readonly outputs: readonly OutputData[];
}

export interface BlockReport {
  /**
   * For each input: values that are not finite (or, raw, mantissas outside the type), for which the outputs mean nothing;
   * and values outside the type, which overflowed as it says.
   */
  readonly inputs: readonly { readonly invalid: number; readonly outside: number }[];
  /** For each output the values that float32 or float64 rounded. */
  readonly rounded: readonly number[];
  /** Overflows of each node; empty where the simulator was made without statistics. */
  readonly stats: readonly NodeStats[];
}

/** Bit-exact simulation of blocks of events; every engine is one of these. */
export interface BlockSimulator {
  readonly run: (request: BlockRequest) => BlockReport;
}

export interface SimulatorOptions {
  /** Count overflows of every node. */
  readonly stats?: boolean;
  /** Values (IR names) that are given as outputs too. */
  readonly trace?: readonly string[];
}
