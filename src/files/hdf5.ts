import type { Dataset } from "h5wasm/node";
import type { DType, NdArray } from "../data/nd-array.js";
import { createReporter } from "../diagnostics/reporter.js";
import { didYouMean } from "../support/text.js";
import { datasetsOf, dtypeOf, type Hdf5File, openHdf5, typeName } from "./hdf5/library.js";
import { datasetReader } from "./hdf5/reader.js";
import { matchNames, singlePort } from "./ports.js";
import type { ArraySource, DataPort, OpenRequest, Sources } from "./stream.js";

export { create } from "./hdf5/sink.js";

/** Datasets of an HDF5 file: the one whose path stands behind the file's name, or those named like the inputs. */
export async function open(request: OpenRequest): Promise<Sources | undefined> {
  const opened = await openHdf5(request.file, request.reporter);
  if (opened === undefined) return undefined;
  const chosen = choose(opened, request);
  let open = chosen.length;
  if (open === 0) opened.close();
  const close = async (): Promise<void> => {
    if (--open === 0) opened.close();
  };
  return open === 0
    ? undefined
    : new Map(chosen.map(({ port, dataset, dtype }) => [port.name, sourceOf(opened, dataset, dtype, close)] as const));
}

/** The attributes of the file itself. */
export async function record(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const opened = await openHdf5(file, createReporter());
  const found = opened?.guarded(() =>
    Object.entries(opened.root.attrs).map(([name, { value }]) => [name, value] as const),
  );
  opened?.close();
  return found && Object.fromEntries(found);
}

interface Chosen {
  readonly port: DataPort;
  readonly dataset: Dataset;
  readonly dtype: DType;
}

/** What the inputs take; empty where they can take nothing, which is reported. */
function choose(opened: Hdf5File, request: OpenRequest): Chosen[] {
  const { file, selection, reporter } = request;
  const datasets = datasetsOf(opened);
  if (datasets === undefined) return [];
  const numeric = new Map<string, Omit<Chosen, "port">>();
  for (const [name, dataset] of datasets) {
    const dtype = dtypeOf(dataset.metadata);
    if (dtype !== undefined) numeric.set(name, { dataset, dtype });
  }
  const names = [...numeric.keys()];
  if (selection === undefined)
    return matchNames(names, request).flatMap(({ port, name }) => {
      const found = numeric.get(name);
      return found === undefined ? [] : [{ port, ...found }];
    });
  const port = singlePort(request);
  const path = selection.trim().replace(/^\/+|\/+$/g, "");
  const found = numeric.get(path);
  if (port !== undefined && found !== undefined) return [{ port, ...found }];
  const at = { file, source: `${file}:${selection}`, column: file.length + 2 };
  const other = datasets.get(path);
  const what = "dataset";
  if (other === undefined)
    reporter.report("BX3041", { what, name: path, names, near: didYouMean(path, datasets.keys()) }, at);
  else if (found === undefined)
    reporter.report("BX3042", { what, name: path, type: typeName(other.metadata), names }, at);
  return [];
}

function sourceOf(opened: Hdf5File, dataset: Dataset, dtype: DType, close: () => Promise<void>): ArraySource {
  const shape = dataset.shape ?? [];
  const readRows = datasetReader(dataset, dtype, shape);
  const read = async (first: number, count: number): Promise<NdArray | undefined> => {
    const data = opened.guarded(() => readRows(first, count));
    return data && { shape: [count, ...shape.slice(1)], dtype, data };
  };
  return { origin: `${opened.file}${dataset.path}`, shape, dtype, read, close };
}
