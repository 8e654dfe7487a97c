import type { InferenceSession, Tensor } from "onnxruntime-node";
import { toDouble } from "../fixed/float.js";
import { fraction } from "../fixed/types.js";
import type { Graph } from "../ir/graph.js";
import { elementAt, type IntTensor, sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import type { FloatOutputs } from "./float-reference.js";

/** Outcome of running the model in floating point; absence of onnxruntime-node is no error. */
export type FloatReference =
  | { readonly kind: "ran"; readonly outputs: FloatOutputs }
  | { readonly kind: "absent" }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Runs the ONNX model (a path, so that external data is found, or its bytes) on the exact values of the inputs,
 * `rows` events at a time, as the model's own batch dimension allows.
 */
export async function runOnnx(
  model: string | Uint8Array,
  graph: Graph,
  inputs: readonly IntTensor[],
  events: number,
): Promise<FloatReference> {
  const runtime = await import("onnxruntime-node").catch(() => undefined);
  if (runtime === undefined) return { kind: "absent" };
  try {
    // The two overloads of create do not accept a union.
    const session = await runtime.InferenceSession.create(model as string, QUIET);
    return { kind: "ran", outputs: await runBatches(runtime.Tensor, session, graph, inputs, events) };
  } catch (error) {
    return { kind: "failed", reason: (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "" };
  }
}

const QUIET = { logSeverityLevel: 4, intraOpNumThreads: 1 } as const;

/** Events of one call where the model leaves its batch open. */
const OPEN_BATCH = 1024;

async function runBatches(
  TensorClass: typeof Tensor,
  session: InferenceSession,
  graph: Graph,
  inputs: readonly IntTensor[],
  events: number,
): Promise<Map<string, Float64Array>> {
  const dims = new Map(session.inputMetadata.map((meta) => [meta.name, meta.isTensor ? meta.shape : []]));
  const outputs = new Map(
    graph.outputs.map(({ name, shape }) => [name, new Float64Array(events * sizeOf(shape))] as const),
  );
  const rows = batchRows(graph, dims, events);
  for (let start = 0; start < events; start += rows) {
    const feeds = Object.fromEntries(
      graph.inputs.map(({ name, shape }, k) => {
        const declared = dims.get(name) ?? [];
        const values = floats(must(inputs[k], name), start, rows, events);
        const batch = declared.length > shape.length ? [rows] : [];
        return [name, new TensorClass("float32", values, [...batch, ...shape])];
      }),
    );
    const results = await session.run(feeds);
    for (const [name, all] of outputs) {
      const part = must(results[name], name).data as ArrayLike<number | bigint>;
      const size = all.length / events;
      const length = Math.min(rows, events - start) * size;
      for (let i = 0; i < length; i++) all[start * size + i] = Number(part[i]);
    }
  }
  return outputs;
}

/** Events of one call: the batch that the model fixes, one where it has no batch axis. */
function batchRows(graph: Graph, dims: ReadonlyMap<string, readonly (number | string)[]>, events: number): number {
  for (const { name, shape } of graph.inputs) {
    const declared = dims.get(name) ?? [];
    if (declared.length <= shape.length) return 1;
    const batch = declared[0];
    if (typeof batch === "number" && batch > 0) return batch;
  }
  return Math.min(OPEN_BATCH, events);
}

/** Rows of the input as float32; the last event repeats where a fixed batch is longer than what is left. */
function floats(tensor: IntTensor, start: number, rows: number, events: number): Float32Array {
  const size = sizeOf(tensor.type.shape);
  const frac = fraction(tensor.type.elem);
  return Float32Array.from({ length: rows * size }, (_, k) =>
    toDouble(elementAt(tensor, Math.min(start + Math.floor(k / size), events - 1), k % size), frac),
  );
}
