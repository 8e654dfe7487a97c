import type { DType, NdArray, OutputArray } from "../data/nd-array.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { FixedType } from "../fixed/types.js";

/**
 * An array of N events that stays in its file: memory is bounded by what is asked for. Several arrays may share one
 * open file, which is closed with the last of them.
 */
export interface ArraySource {
  /** Where it is, for diagnostics: `X.npy`, `X.npz/muons`. */
  readonly origin: string;
  /** [N, ...shape of one event], or [N, elements of one event]. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /**
   * Events [first, first + count), which must lie inside N, as [count, ...]: row-major, in memory of their own. Reading
   * forward is fast in every format; going back may start over. Undefined where the file is damaged (reported).
   */
  readonly read: (first: number, count: number) => Promise<NdArray | undefined>;
  readonly close: () => Promise<void>;
}

/** An array that is written. */
export interface SinkPort {
  readonly name: string;
  /** Shape of one event. */
  readonly shape: readonly number[];
  /** Of its mantissas, which a format that holds nothing but digits has to be told. */
  readonly type?: FixedType;
}

/** An input or output of a model: what a format that holds nothing but numbers has to be told. */
export interface DataPort extends SinkPort {
  /** Type of its mantissas. */
  readonly type: FixedType;
}

export interface OpenRequest {
  readonly file: string;
  /** The option that named it, for diagnostics; `--input` where left out. */
  readonly option?: string;
  /** What to take of the file, as written behind it: `FILE.h5:/group/data`, `FILE.root:Events/Jet_pt[:10]`. */
  readonly selection?: string;
  /** Inputs that the file may hold, in the order of the model. */
  readonly wanted: readonly DataPort[];
  /** Integers are mantissas; formats of text then hold integers only. */
  readonly raw: boolean;
  readonly reporter: Reporter;
}

/** Arrays of a file by the input they belong to; what is not wanted is left out. */
export type Sources = ReadonlyMap<string, ArraySource>;

/** Outputs on their way into a file. It gets its name when it is finished: nothing half-written ever bears it. */
export interface ArraySink {
  /**
   * The next events of every port, in the order of the request's ports: arrays [count, ...shape of one event] of the
   * request's element type. False where they can't be written: reported, and the sink is aborted.
   */
  readonly write: (parts: readonly OutputArray[]) => Promise<boolean>;
  /** Once all events were written. False as above. */
  readonly finish: () => Promise<boolean>;
  /** Removes what was written; safe at any time, also after `finish` (when it does nothing). */
  readonly abort: () => Promise<void>;
}

export interface SinkRequest {
  readonly file: string;
  readonly ports: readonly SinkPort[];
  /** Number of events that will be written. */
  readonly events: number;
  /** Element type of every array: values, or mantissas as int64. See `outputType`. */
  readonly dtype: OutputArray["dtype"];
  /** Where the data come from, for formats that keep that (`Format.writes`): values of JSON by name. */
  readonly provenance?: Readonly<Record<string, unknown>>;
  readonly reporter: Reporter;
  /** Registers what must happen if the program is interrupted; returns how to take that back. */
  readonly onInterrupt?: (undo: () => void) => () => void;
}

/** One kind of data file; the module with its code is loaded when such a file is met. */
export interface FormatModule {
  /**
   * Opens a file of this format. Undefined where something is wrong, which is reported; every array's shape is checked
   * against its port by the caller.
   */
  readonly open: (request: OpenRequest) => Promise<Sources | undefined>;
  /** Undefined where the file can't be made, which is reported. */
  readonly create?: (request: SinkRequest) => Promise<ArraySink | undefined>;
  /** What a file says of where its data come from: JSON values, or texts of them; may throw where it is damaged. */
  readonly record?: (file: string) => Promise<Readonly<Record<string, unknown>> | undefined>;
}

export interface Format {
  /** As it is called in messages: "NumPy array". */
  readonly name: string;
  /** With their dot, in lower case. */
  readonly extensions: readonly string[];
  /** First bytes of every such file, as Latin-1; formats of text have none. */
  readonly magic?: string;
  /**
   * What is written: "one" or "many" arrays a file, their element type without `--raw`, and whether it keeps their names
   * and where they come from.
   */
  readonly writes?: {
    readonly arrays: "one" | "many";
    readonly values: OutputArray["dtype"];
    readonly provenance?: boolean;
  };
  readonly load: () => Promise<FormatModule>;
}
