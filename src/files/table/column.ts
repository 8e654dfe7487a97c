import type { DType, NdArray } from "../../data/nd-array.js";

/** Values of one column for consecutive events. */
export interface Cells {
  readonly values: NdArray["data"];
  /** Where the values of each event begin, and the end of the last; absent where every event has `length` values. */
  readonly starts?: Uint32Array;
}

/** A column (or branch) of numbers: one value an event, a fixed number of them, or a list. */
export interface Column {
  readonly name: string;
  readonly kind: "scalar" | "array" | "list";
  /** Values an event; 0 for lists. */
  readonly length: number;
  readonly dtype: DType;
  /** First events of the parts that are read at once, and the number of events at the end. */
  readonly bounds: readonly number[];
  /** One of these parts. Undefined where the file is damaged, which is reported. */
  readonly load: (part: number) => Promise<Cells | undefined>;
}

/** A file of columns, opened. */
export interface Table {
  /** What its columns are called in messages. */
  readonly what: "column" | "branch";
  /** For diagnostics: `X.parquet`, `X.root/Events`. */
  readonly origin: string;
  readonly events: number;
  /** In the order of the file. */
  readonly columns: ReadonlyMap<string, Column>;
  /** Types of the columns that hold no numbers, by name. */
  readonly others: ReadonlyMap<string, string>;
  readonly close: () => Promise<void>;
}
