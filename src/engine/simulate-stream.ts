import { availableParallelism } from "node:os";
import type { NdArray, OutputArray } from "../data/nd-array.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { createAccount } from "../driver/account.js";
import type { FileEngineName } from "../driver/engine-names.js";
import type { SimulatedModel } from "../driver/engines.js";
import { type GivenValue, outputArray, outputData } from "../driver/given-values.js";
import type { ArraySource } from "../files/stream.js";
import { sizeOf } from "../ir/tensor.js";
import type { OutputData } from "../sim/block.js";
import type { NodeStats } from "../sim/node-stats.js";
import { must } from "../support/errors.js";
import { prepareEngine } from "./create.js";
import { createPace } from "./pace.js";
import { runPipeline } from "./pipeline.js";
import { createRunner, type Done } from "./runner.js";

/** Bytes of the inputs and outputs of a block of events. */
const BLOCK_BYTES = 2 ** 22;

/** Element type of values that nobody wants: simulators give all outputs. */
const UNWANTED = "float32";

export interface StreamOptions {
  readonly engine: FileEngineName;
  /** Threads that compute; left open, as many as there are cores where there is enough to do. */
  readonly threads: number | undefined;
  /** Whether integer inputs are mantissas. */
  readonly raw: boolean;
  readonly stats: boolean;
  /** Hears of every block that was written. */
  readonly onProgress?: ((done: number, events: number) => void) | undefined;
  /** Throws its reason when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

export interface StreamRequest extends StreamOptions {
  readonly model: SimulatedModel;
  /** One for each input of the model, all of at least so many events. */
  readonly sources: readonly ArraySource[];
  readonly events: number;
  readonly values: readonly GivenValue[];
  /** Element types of what is given; undefined for what nobody wants. */
  readonly dtypes: readonly (OutputArray["dtype"] | undefined)[];
  /** Takes the values of some events, in order; false where it failed (reported). The arrays are valid until it returns. */
  readonly write: (parts: readonly OutputArray[]) => Promise<boolean>;
}

/** Seconds: of reading and writing, of all threads' computing together, and of the whole run on the clock. */
export interface Seconds {
  read: number;
  compute: number;
  write: number;
  total: number;
}

export interface Streamed {
  readonly events: number;
  readonly seconds: Seconds;
  /** Overflows of each node, where they were asked for. */
  readonly stats: readonly NodeStats[];
}

/** Some events on their way. */
interface Part {
  readonly first: number;
  readonly count: number;
  readonly arrays: readonly NdArray[];
  readonly outputs: readonly OutputData[];
}

/**
 * Simulates events from sources to a sink, in blocks: memory is bounded by a few of them, whatever the number of events.
 * Undefined where data is damaged, is no number of its type or can't be written (the first of it reported).
 */
export async function simulateStream(request: StreamRequest, reporter: Reporter): Promise<Streamed | undefined> {
  const { model, sources, values, dtypes, events, engine, raw, stats, signal, onProgress } = request;
  const start = performance.now();
  const seconds: Seconds = { read: 0, compute: 0, write: 0, total: 0 };
  const trace = values.slice(model.graph.outputs.length).map(({ value }) => value);
  const setup = { engine, model: { graph: model.graph, inputs: model.inputs }, options: { stats, trace } };
  const prepared = await prepareEngine(setup, reporter);
  if (prepared === undefined) return undefined;
  const runner = await createRunner(prepared, request.threads, availableParallelism());
  const most = eventsPerBlock(request);
  const pace = createPace(most);
  const account = createAccount(values, dtypes, reporter);
  let position = 0;
  let damaged = false;

  const read = async (outputs: readonly OutputData[]): Promise<Part | undefined> => {
    signal?.throwIfAborted();
    const [first, count] = [position, Math.min(pace.next(), events - position)];
    if (count === 0) return undefined;
    const arrays = await timed(seconds, "read", () => readAll(sources, first, count));
    position += count;
    damaged = arrays === undefined;
    return arrays && { first, count, arrays, outputs };
  };
  const compute = ({ first, count, arrays, outputs }: Part): Promise<Done> =>
    runner.run({ events: count, inputs: arrays.map(({ data }) => data), raw, outputs }, events - first - count);
  const write = async (part: Part, { report, seconds: spent }: Done): Promise<boolean> => {
    seconds.compute += spent;
    pace.learn(part.count, spent);
    if (!account.add(report, namedParts(request, part))) return false;
    const parts = values.map((value, i) => outputArray(value, part.count, must(part.outputs[i], value.name)));
    if (!(await timed(seconds, "write", () => request.write(parts)))) return false;
    onProgress?.(part.first + part.count, events);
    return true;
  };
  const makeSlot = () => blockOutputs(request, most);
  try {
    const complete = await runPipeline({ slots: runner.blocks, makeSlot, read, compute, write });
    if (!complete || damaged) return undefined;
  } finally {
    await runner.stop();
  }
  seconds.total = (performance.now() - start) / 1000;
  return { events, seconds, stats: account.close() };
}

async function timed<T>(seconds: Seconds, what: "read" | "write", step: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await step();
  seconds[what] += (performance.now() - start) / 1000;
  return result;
}

async function readAll(sources: readonly ArraySource[], first: number, count: number): Promise<NdArray[] | undefined> {
  const arrays: NdArray[] = [];
  for (const source of sources) {
    const array = await source.read(first, count);
    if (array === undefined) return undefined;
    arrays.push(array);
  }
  return arrays;
}

function namedParts({ model, sources, raw }: StreamRequest, { first, arrays }: Part) {
  return arrays.map(({ data }, i) => {
    const origin = must(sources[i], "source").origin;
    return { input: must(model.inputs[i], "input"), data, raw, first, origin };
  });
}

function eventsPerBlock({ model, values, dtypes }: StreamRequest): number {
  // Inputs are counted as if all were doubles.
  const bytesIn = model.inputs.map(({ port }) => 8 * sizeOf(port.shape));
  const bytesOut = values.map(({ shape }, i) => ((dtypes[i] ?? UNWANTED) === "float32" ? 4 : 8) * sizeOf(shape));
  const bytes = [...bytesIn, ...bytesOut].reduce((sum, some) => sum + some, 1);
  return Math.max(1, Math.floor(BLOCK_BYTES / bytes));
}

/** Outputs of a block in memory that threads share. */
function blockOutputs({ values, dtypes }: StreamRequest, events: number): readonly OutputData[] {
  const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  return values.map((value, i) => outputData(value, dtypes[i] ?? UNWANTED, events, shared));
}
