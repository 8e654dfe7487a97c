import type { Dataset } from "h5wasm/node";
import type { NdArray } from "../data/nd-array.js";
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
  const sources = new Map<string, ArraySource>();
  const close = async (): Promise<void> => {
    sources.size === ++closed && opened.close();
  };
  let closed = 0;
  for (const { port, dataset } of chosen ?? []) {
    const source = sourceOf(opened, dataset, close);
    if (source !== undefined) sources.set(port.name, source);
  }
  if (chosen !== undefined && sources.size === chosen.length && sources.size > 0) return sources;
  opened.close();
  return undefined;
}

interface Chosen {
  readonly port: DataPort;
  readonly dataset: Dataset;
}

function choose(opened: Hdf5File, request: OpenRequest): Chosen[] | undefined {
  const { file, selection, reporter } = request;
  const datasets = datasetsOf(opened);
  const numeric = [...datasets].filter(([, dataset]) => dtypeOf(dataset.metadata) !== undefined);
  const names = numeric.map(([name]) => name);
  if (selection === undefined) {
    const found = new Map(numeric);
    return matchNames(names, request).flatMap(({ port, name }) => {
      const dataset = found.get(name);
      return dataset === undefined ? [] : [{ port, dataset }];
    });
  }
  const port = singlePort(request);
  const path = selection.trim().replace(/^\/+|\/+$/g, "");
  const dataset = datasets.get(path);
  const at = { file, source: `${file}:${selection}`, column: file.length + 2 };
  if (dataset === undefined)
    reporter.report("BX3041", { what: "dataset", name: path, names, near: didYouMean(path, datasets.keys()) }, at);
  else if (dtypeOf(dataset.metadata) === undefined)
    reporter.report("BX3042", { what: "dataset", name: path, type: typeName(dataset.metadata), names }, at);
  else if (port !== undefined) return [{ port, dataset }];
  return undefined;
}

function sourceOf(opened: Hdf5File, dataset: Dataset, close: () => Promise<void>): ArraySource | undefined {
  const dtype = dtypeOf(dataset.metadata);
  const { shape } = dataset;
  if (dtype === undefined || shape === null) return undefined;
  const readRows = datasetReader(dataset, dtype, shape);
  const read = async (first: number, count: number): Promise<NdArray | undefined> => {
    const data = opened.guarded(() => readRows(first, count));
    return data && { shape: [count, ...shape.slice(1)], dtype, data };
  };
  return { origin: `${opened.file}${dataset.path}`, shape, dtype, read, close };
}
