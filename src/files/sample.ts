import type { NdArray, OutputArray } from "../data/nd-array.js";
import type { SampleSource } from "../data/sample.js";
import { must } from "../support/errors.js";
import { formatOfName, outputType } from "./formats.js";
import { createSink } from "./open.js";
import type { SinkRequest } from "./stream.js";

/** Numbers of a block that is made and written at once. */
const BLOCK = 2 ** 21;

export interface SampleFile extends Pick<SinkRequest, "file" | "events" | "reporter" | "onInterrupt"> {
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/**
 * Writes the first events of a sample, in blocks, with where they come from; the file's format (by its name) keeps the
 * names of arrays. False where it can't be written, which is reported; then no file bears the name.
 */
export async function writeSample(source: SampleSource, request: SampleFile): Promise<boolean> {
  const { events, onProgress } = request;
  const { ports } = source;
  const dtype = outputType(must(formatOfName(request.file), "format of a sample's file"), false);
  const sink = await createSink({ ...request, ports, dtype, provenance: recordOf(source) });
  if (sink === undefined) return false;
  const size = ports.reduce((sum, { shape }) => sum + shape.reduce((product, dim) => product * dim, 1), 0);
  const block = Math.max(1, Math.floor(BLOCK / size));
  try {
    for (let first = 0; first < events; first += block) {
      const count = Math.min(block, events - first);
      const arrays = source.make(first, count);
      const parts = ports.map(({ name }) => outputArray(must(arrays.get(name), name), dtype));
      if (!(await sink.write(parts))) return false;
      onProgress?.(first + count, events);
    }
    return await sink.finish();
  } finally {
    await sink.abort();
  }
}

/** What is recorded of a sample: its provenance, and what each of its arrays is. */
export function recordOf({ provenance, ports }: SampleSource): Readonly<Record<string, unknown>> {
  return { ...provenance, ports: Object.fromEntries(ports.map(({ name, about }) => [name, about])) };
}

function outputArray({ shape, data }: NdArray, dtype: OutputArray["dtype"]): OutputArray {
  const values = data as Float32Array;
  return dtype === "float64"
    ? { shape, dtype, data: Float64Array.from(values) }
    : { shape, dtype: "float32", data: values };
}
