import type { Reporter } from "../diagnostics/reporter.js";
import type { ByteArray, NdArray, OutputArray } from "./nd-array.js";
import { decodeElements, elementBytes } from "./npy-elements.js";
import { fitsNpy, NPY_MAGIC, npyHeader, readNpyHeader } from "./npy-header.js";

/** Reads an .npy file of version 1, 2 or 3; every value is exact and in C order. `file` names it in diagnostics. */
export function readNpy(bytes: Uint8Array, file: string, reporter: Reporter): NdArray | undefined {
  if (!startsWith(bytes, NPY_MAGIC)) {
    reporter.report("BX3002", whatElse(bytes), { file });
    return undefined;
  }
  const header = readNpyHeader(bytes, file, reporter);
  if (header === undefined) return undefined;
  const { dtype, shape, start } = header;
  if (!fitsNpy(header, bytes.length, file, reporter)) return undefined;
  return { shape, dtype, data: decodeElements(new Uint8Array(bytes.subarray(start)), header, shape) };
}

/** The bytes of an .npy file (little-endian, C order, version 1.0). */
export function writeNpy({ dtype, shape, data }: OutputArray | ByteArray): Uint8Array {
  const header = npyHeader(dtype, shape);
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(elementBytes(data), header.length);
  return bytes;
}

export function startsWith(bytes: Uint8Array, magic: string): boolean {
  return [...magic].every((char, i) => bytes[i] === char.charCodeAt(0));
}

/** What a file that is no .npy seems to be. */
export function whatElse(bytes: Uint8Array): { found: string; hint: string } {
  const hint = "write the data with numpy.save or numpy.savez";
  if (bytes.length === 0) return { found: "it is empty", hint };
  if (startsWith(bytes, "version https://git-lfs"))
    return { found: "it is a Git LFS pointer", hint: "run `git lfs pull`" };
  if (startsWith(bytes, "PK")) return { found: "it is a ZIP archive", hint: "name it .npz" };
  if (startsWith(bytes, "\x89HDF")) return { found: "it is an HDF5 file", hint };
  if (bytes.subarray(0, 256).every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13)))
    return { found: "it is text", hint: "name it .dat or .csv" };
  return { found: "its first bytes are those of no known format", hint };
}
