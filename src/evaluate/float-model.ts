import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { NdArray } from "../data/nd-array.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { Port } from "../ir/graph.js";
import { sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";

/** A model in floating point, run by onnxruntime. */
export interface FloatModel {
  /** Outputs [count, ...] by their names, of inputs [count, ...] in the order of the ports; undefined where it fails (reported). */
  readonly run: (inputs: readonly NdArray[], count: number) => Promise<ReadonlyMap<string, Float64Array> | undefined>;
}

type Named = Pick<Port, "name" | "shape">;

/** Nothing on stderr, and one thread: sums are taken in the same order on every machine. */
const QUIET = { logSeverityLevel: 4, intraOpNumThreads: 1 } as const;

/**
 * Opens the ONNX file of a model with inputs and outputs like these: of the same names, or as many of them in the same
 * order. Undefined without onnxruntime-node, or where it refuses the model (reported).
 */
export async function openFloatModel(
  file: string,
  inputs: readonly Named[],
  outputs: readonly Named[],
  reporter: Reporter,
): Promise<FloatModel | undefined> {
  const runtime = await import("onnxruntime-node").catch(() => undefined);
  const failed = (reason: string | undefined): undefined => void reporter.report("BX6508", { reason }, { file });
  if (runtime === undefined) return failed(undefined);
  try {
    const session = await runtime.InferenceSession.create(file, QUIET);
    const inputNames = matched(inputs, session.inputNames);
    const outputNames = matched(outputs, session.outputNames);
    if (inputNames === undefined || outputNames === undefined)
      return failed(`it has inputs ${session.inputNames.join(", ")} and outputs ${session.outputNames.join(", ")}`);
    const model = { session, TensorClass: runtime.Tensor, inputs, outputs, inputNames, outputNames };
    const run = (arrays: readonly NdArray[], count: number): ReturnType<FloatModel["run"]> =>
      runBlock(model, arrays, count).catch((error: unknown) => failed(firstLine(error)));
    return { run };
  } catch (error) {
    return failed(firstLine(error));
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

/** The model's own name of each port: the same, or that of the same place where all names differ. */
function matched(ports: readonly Named[], names: readonly string[]): readonly string[] | undefined {
  if (ports.every(({ name }) => names.includes(name))) return ports.map(({ name }) => name);
  return ports.length === names.length ? names : undefined;
}

interface OpenModel {
  readonly session: InferenceSession;
  readonly TensorClass: typeof Tensor;
  readonly inputs: readonly Named[];
  readonly outputs: readonly Named[];
  /** What the model itself calls the ports. */
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

async function runBlock(
  model: OpenModel,
  arrays: readonly NdArray[],
  count: number,
): Promise<Map<string, Float64Array>> {
  const results = new Map(model.outputs.map(({ name, shape }) => [name, new Float64Array(count * sizeOf(shape))]));
  const rows = rowsOfCall(model, count);
  for (let start = 0; start < count; start += rows) {
    const given = await model.session.run(feedsOf(model, arrays, start, rows, count));
    for (const [k, { name, shape }] of model.outputs.entries()) {
      const { data } = must(given[must(model.outputNames[k], name)], name);
      const size = sizeOf(shape);
      const length = Math.min(rows, count - start) * size;
      if (data.length < length)
        throw new RangeError(`its output '${name}' has ${data.length / rows} values an event, not ${size}`);
      const all = must(results.get(name), name);
      for (let i = 0; i < length; i++) all[start * size + i] = Number(data[i]);
    }
  }
  return results;
}

/** The last event repeats where a fixed batch is longer than what is left. */
function feedsOf(
  { TensorClass, session, inputs, inputNames }: OpenModel,
  arrays: readonly NdArray[],
  start: number,
  rows: number,
  count: number,
): InferenceSession.OnnxValueMapType {
  return Object.fromEntries(
    inputs.map(({ shape }, k) => {
      const name = must(inputNames[k], "name of an input");
      const size = sizeOf(shape);
      const { data } = must(arrays[k], name);
      const values = new Float32Array(rows * size);
      for (let i = 0; i < values.length; i++) {
        const event = Math.min(start + Math.floor(i / size), count - 1);
        values[i] = Number(data[event * size + (i % size)]);
      }
      const declared = dimensionsOf(session, name);
      return [name, new TensorClass("float32", values, declared.length > shape.length ? [rows, ...shape] : shape)];
    }),
  );
}

/** Events of one call: the batch that the model fixes, one where it has no batch axis, else all. */
function rowsOfCall({ session, inputs, inputNames }: OpenModel, count: number): number {
  for (const [k, { shape }] of inputs.entries()) {
    const declared = dimensionsOf(session, must(inputNames[k], "name of an input"));
    if (declared.length <= shape.length) return 1;
    const [batch] = declared;
    if (typeof batch === "number" && batch > 0) return batch;
  }
  return count;
}

function dimensionsOf(session: InferenceSession, input: string): readonly (number | string)[] {
  const found = session.inputMetadata.find(({ name }) => name === input);
  return found?.isTensor ? found.shape : [];
}
