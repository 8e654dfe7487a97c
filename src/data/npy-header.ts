import type { Reporter } from "../diagnostics/reporter.js";
import type { DType } from "./nd-array.js";

/** What the header of an .npy file says, and where its data begin. */
export interface NpyHeader {
  readonly dtype: DType;
  /** Bytes of an element. */
  readonly itemSize: number;
  readonly bigEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Offset of the first element. */
  readonly start: number;
}

export const NPY_MAGIC = "\x93NUMPY";

/** NumPy's type letter and size, as in the `descr` of a header without its byte order. */
const TYPES: Readonly<Record<string, DType>> = {
  b1: "bool",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
};

/** Bytes at the beginning of a file that say how long the header is. */
export const NPY_PREFIX = 12;

/** Where the data begin, by the first `NPY_PREFIX` bytes. */
export function npyDataStart(prefix: Uint8Array): number {
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
  return prefix[6] === 1 ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
}

/** Whether a file of `size` bytes holds the array that its header promises, no more and no less; reports where not. */
export function fitsNpy({ shape, dtype, itemSize, start }: NpyHeader, size: number, file: string, reporter: Reporter) {
  const expected = shape.reduce((product, dim) => product * dim, 1) * itemSize;
  const found = size - start;
  if (expected !== found) reporter.report("BX3005", { shape, dtype, expected, found }, { file });
  return expected === found;
}

/**
 * Reads the header of a file that begins with `NPY_MAGIC`; `bytes` are its beginning up to the data, or more.
 * Source: NumPy, "NEP 1 - A simple file format for NumPy arrays", versions 1.0, 2.0 and 3.0.
 */
export function readNpyHeader(bytes: Uint8Array, file: string, reporter: Reporter): NpyHeader | undefined {
  const broken = (problem: string): undefined => void reporter.report("BX3003", { problem }, { file });
  if (bytes.length < NPY_PREFIX) return broken("the file ends inside it");
  if (![1, 2, 3].includes(bytes[6] ?? 0)) return broken(`format version ${bytes[6]} is unknown`);
  const start = npyDataStart(bytes);
  if (start > bytes.length) return broken("the file ends inside it");
  const text = new TextDecoder().decode(bytes.subarray(bytes[6] === 1 ? 10 : 12, start));
  const descr = /'descr'\s*:\s*(?:'([^']*)'|(\[.*?\])\s*,\s*')/s.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text);
  const shape = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text);
  if (descr === null || order === null || shape === null)
    return broken("it does not name 'descr', 'fortran_order' and 'shape'");
  const dims = (shape[1] ?? "")
    .split(",")
    .map((dim) => dim.replace("L", "").trim())
    .filter((dim) => dim !== "")
    .map(Number);
  if (dims.some((dim) => !Number.isSafeInteger(dim))) return broken(`its shape is (${shape[1]})`);
  const type = elementType(descr[1] ?? "");
  if (type === undefined) {
    reporter.report("BX3004", { descr: descr[1] ?? `structured ${descr[2]}` }, { file });
    return undefined;
  }
  return { ...type, fortranOrder: order[1] === "True", shape: dims, start };
}

function elementType(descr: string): { dtype: DType; itemSize: number; bigEndian: boolean } | undefined {
  const parts = /^([<>=|])([a-z]\d)$/.exec(descr);
  const dtype = TYPES[parts?.[2] ?? ""];
  if (dtype === undefined) return undefined;
  return { dtype, itemSize: Number(descr.at(-1)), bigEndian: parts?.[1] === ">" };
}

/** Header bytes of a little-endian, C-order array: version 1.0, data aligned to 64 bytes as NumPy writes them. */
export function npyHeader(dtype: DType, shape: readonly number[]): Uint8Array {
  const letter = Object.entries(TYPES).find(([, name]) => name === dtype)?.[0] ?? "";
  const order = letter.endsWith("1") ? "|" : "<";
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const fields = `{'descr': '${order}${letter}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const total = Math.ceil((10 + fields.length + 1) / 64) * 64;
  const bytes = new Uint8Array(total).fill(0x20);
  for (let i = 0; i < NPY_MAGIC.length; i++) bytes[i] = NPY_MAGIC.charCodeAt(i);
  bytes.set([1, 0, (total - 10) & 0xff, (total - 10) >> 8], 6);
  bytes.set(new TextEncoder().encode(fields), 10);
  bytes[total - 1] = 0x0a;
  return bytes;
}
