import type { OutputArray } from "../data/nd-array.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { FileEngineName } from "../driver/engine-names.js";
import type { SimulatedModel } from "../driver/engines.js";
import { canBeGiven, givenValues } from "../driver/given-values.js";
import type { SinkRequest } from "../files/stream.js";
import { openInputs } from "./inputs.js";
import { type OutputForm, openOutputs, planOutputs } from "./outputs.js";
import { type Streamed, type StreamOptions, simulateStream } from "./simulate-stream.js";

export interface PredictOptions extends Partial<StreamOptions> {
  /** Element type of the outputs; left open, that of the file's format (float32 in .npy and .npz). */
  readonly dtype?: OutputForm["dtype"];
  /** Names of ONNX nodes, or of values of the IR (`%3`), whose values are written too. */
  readonly trace?: readonly string[];
  /** The first so many events only. */
  readonly events?: number | undefined;
  /** Registers what must happen if the program is interrupted; returns how to take that back. */
  readonly onInterrupt?: SinkRequest["onInterrupt"];
}

/** An array that was written. */
export interface Written {
  readonly name: string;
  /** ONNX nodes whose value it is, for a traced one. */
  readonly nodes: readonly string[] | undefined;
  readonly shape: readonly number[];
  readonly dtype: OutputArray["dtype"];
  readonly file: string;
}

export interface Prediction extends Streamed {
  readonly written: readonly Written[];
}

const DEFAULT_ENGINE: FileEngineName = "wasm";

/**
 * Simulates a compiled model bit for bit on data files of any size: `inputs` and `outputs` are `FILE` or `NAME=FILE`.
 * Undefined where anything is wrong, all of it reported; then no output bears its name.
 */
export async function predict(
  model: SimulatedModel,
  inputs: readonly string[],
  outputs: readonly string[],
  reporter: Reporter,
  options: PredictOptions = {},
): Promise<Prediction | undefined> {
  const { raw = false, dtype, trace = [], onInterrupt } = options;
  const values = givenValues(model.graph, trace, reporter) ?? [];
  const plan = values.length === 0 ? undefined : planOutputs(outputs, values, { raw, dtype }, reporter);
  const possible = plan !== undefined && canBeGiven(values, plan.dtypes, reporter);
  const given = await openInputs(inputs, model.inputs, raw, reporter);
  if (given === undefined) return undefined;
  try {
    if (!possible) return undefined;
    const events = Math.min(options.events ?? given.events, given.events);
    const files = await openOutputs(plan, values, { events, reporter, ...(onInterrupt && { onInterrupt }) });
    if (files === undefined) return undefined;
    try {
      const { engine = DEFAULT_ENGINE, threads, stats = false, onProgress, signal } = options;
      const { write } = files;
      const request = { model, sources: given.sources, events, values, dtypes: plan.dtypes, write };
      const streamed = await simulateStream({ ...request, engine, threads, raw, stats, onProgress, signal }, reporter);
      if (streamed === undefined || !(await files.finish())) return undefined;
      const written = plan.files.flatMap(({ file, dtype, values: held }) =>
        held.map(({ name, nodes, shape }): Written => ({ name, nodes, shape: [events, ...shape], dtype, file })),
      );
      return { ...streamed, written };
    } finally {
      await files.abort();
    }
  } finally {
    await given.close();
  }
}
