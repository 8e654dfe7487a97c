import path from "node:path";
import type { OutputArray } from "../data/nd-array.js";
import { NPY_MAGIC } from "../data/npy-header.js";
import type { Format } from "./stream.js";

/** Every kind of data file. Adding one: a module with `open` (and `create`), and a row here. */
export const FORMATS: readonly Format[] = [
  {
    name: "NumPy array",
    extensions: [".npy"],
    magic: NPY_MAGIC,
    writes: { arrays: "one", values: "float32" },
    load: () => import("./npy.js"),
  },
  {
    name: "NumPy archive",
    extensions: [".npz"],
    magic: "PK",
    writes: { arrays: "many", values: "float32", provenance: true },
    load: () => import("./npz.js"),
  },
  {
    name: "tb_data of hls4ml",
    extensions: [".dat"],
    writes: { arrays: "many", values: "float64" },
    load: () => import("./dat.js"),
  },
  {
    name: "raw integers",
    extensions: [".hex"],
    writes: { arrays: "many", values: "int64" },
    load: () => import("./hex.js"),
  },
  {
    name: "comma-separated values",
    extensions: [".csv", ".tsv"],
    writes: { arrays: "many", values: "float64", provenance: true },
    load: () => import("./csv.js"),
  },
  {
    name: "HDF5 file",
    extensions: [".h5", ".hdf5"],
    magic: "\x89HDF\r\n\x1a\n",
    writes: { arrays: "many", values: "float32", provenance: true },
    load: () => import("./hdf5.js"),
  },
  {
    name: "Parquet file",
    extensions: [".parquet"],
    magic: "PAR1",
    writes: { arrays: "many", values: "float32", provenance: true },
    load: () => import("./parquet.js"),
  },
  {
    name: "ROOT file",
    extensions: [".root"],
    magic: "root",
    load: () => import("./root.js"),
  },
];

/** The format that a file's name says, if it says one. */
export function formatOfName(file: string): Format | undefined {
  const extension = path.extname(file).toLowerCase();
  return FORMATS.find(({ extensions }) => extensions.includes(extension));
}

/** The format that a file's first bytes say, if they say one. */
export function formatOfContent(start: Uint8Array): Format | undefined {
  const text = Buffer.from(start).toString("latin1");
  return FORMATS.find(({ magic }) => magic !== undefined && text.startsWith(magic));
}

/** Extensions of files that keep the names of many arrays, and where they come from. */
export function sampleExtensions(): readonly string[] {
  return FORMATS.flatMap(({ extensions, writes }) => (writes?.provenance ? extensions : []));
}

/** Extensions that `--input` or, with `writing`, `--output` takes. */
export function knownExtensions(writing: boolean): readonly string[] {
  return FORMATS.flatMap(({ extensions, writes }) => (writing && writes === undefined ? [] : extensions));
}

/** Element type of the arrays that a file's sink takes: mantissas for `.hex` and with `raw`, else values. */
export function outputType({ writes }: Format, raw: boolean): OutputArray["dtype"] {
  return raw ? "int64" : (writes?.values ?? "float32");
}
