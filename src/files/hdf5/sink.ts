import type { Dataset, File, Group } from "h5wasm/node";
import type { OutputArray } from "../../data/nd-array.js";
import { sizeOf } from "../../ir/tensor.js";
import { newFile } from "../new-file.js";
import { provenanceTexts } from "../provenance-texts.js";
import type { ArraySink, SinkPort, SinkRequest } from "../stream.js";
import { loadLibrary, reasonOf } from "./library.js";

/** Bytes of a chunk at most; the library keeps the last megabyte of chunks in memory. */
const CHUNK = 2 ** 19;
/** Type letters of Python's struct module; the library takes numpy's names too, and ignores the digit in them. */
const TYPES = { float32: "<f", float64: "<d", int64: "<q" } as const;
const ITEM_SIZES = { float32: 4, float64: 8, int64: 8 } as const;

/** A dataset [events, ...shape of one event] for every output, under its name; slashes in a name are groups. */
export async function create(request: SinkRequest): Promise<ArraySink | undefined> {
  const file = await newFile(request);
  if (file === undefined) return undefined;
  const library = await loadLibrary();
  let open: File | undefined;
  const close = (): void => {
    open?.close();
    open = undefined;
  };
  const abort = async (): Promise<void> => {
    try {
      close();
    } finally {
      await file.abort();
    }
  };
  const guarded = async (step: () => void): Promise<boolean> => {
    try {
      step();
      return true;
    } catch (error) {
      request.reporter.report("BX7006", { path: request.file, reason: reasonOf(error) });
      await abort().catch(() => undefined);
      return false;
    }
  };
  const datasets: Dataset[] = [];
  const begun = await guarded(() => {
    const root = new library.File(file.temporary, "w");
    open = root;
    root.create_attribute("producer", "bunchcross");
    for (const [name, text] of provenanceTexts(request.provenance)) root.create_attribute(name, text);
    for (const port of request.ports) datasets.push(createDataset(root, port, request));
  });
  if (!begun) return undefined;
  let first = 0;
  return {
    write: (parts) =>
      guarded(() => {
        const count = parts[0]?.shape[0] ?? 0;
        for (const [i, { shape, data }] of parts.entries())
          if (count > 0)
            datasets[i]?.write_slice(
              [[first, first + count], ...shape.slice(1).map((dim): [number, number] => [0, dim])],
              data,
            );
        first += count;
      }),
    finish: async () => (await guarded(close)) && file.finish(),
    abort,
  };
}

/** An empty dataset in chunks, made as long as it will be: the library makes none without its values otherwise. */
function createDataset(root: File, { name, shape }: SinkPort, { events, dtype }: SinkRequest): Dataset {
  const rows = Math.max(1, Math.min(events, Math.floor(CHUNK / (sizeOf(shape) * ITEM_SIZES[dtype]))));
  const path = name.split("/").filter((part) => part !== "");
  const last = path.pop() ?? name;
  let group: Group = root;
  for (const part of path) group = (group.get(part) as Group | null) ?? group.create_group(part);
  const dataset = group.create_dataset({
    name: last,
    data: emptyOf(dtype),
    dtype: TYPES[dtype],
    shape: [0, ...shape],
    maxshape: [null, ...shape],
    chunks: [rows, ...shape],
  });
  dataset.resize([events, ...shape]);
  return dataset;
}

function emptyOf(dtype: OutputArray["dtype"]): OutputArray["data"] {
  if (dtype === "int64") return new BigInt64Array();
  return dtype === "float32" ? new Float32Array() : new Float64Array();
}
