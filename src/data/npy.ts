import type { Reporter } from "../diagnostics/reporter.js";
import type { DType, NdArray, OutputArray } from "./nd-array.js";
import { NPY_MAGIC, type NpyHeader, npyHeader, readNpyHeader } from "./npy-header.js";

const LITTLE_ENDIAN_HOST = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reads an .npy file of version 1, 2 or 3; every value is exact and in C order. `file` names it in diagnostics. */
export function readNpy(bytes: Uint8Array, file: string, reporter: Reporter): NdArray | undefined {
  if (!startsWith(bytes, NPY_MAGIC)) {
    reporter.report("BX3002", whatElse(bytes), { file });
    return undefined;
  }
  const header = readNpyHeader(bytes, file, reporter);
  if (header === undefined) return undefined;
  const { dtype, shape, itemSize, start } = header;
  const expected = shape.reduce((product, dim) => product * dim, 1) * itemSize;
  const found = bytes.length - start;
  if (expected !== found) {
    reporter.report("BX3005", { shape, dtype, expected, found }, { file });
    return undefined;
  }
  return { shape, dtype, data: decode(new Uint8Array(bytes.subarray(start)), header) };
}

/** The bytes of an .npy file (little-endian, C order, version 1.0). */
export function writeNpy({ dtype, shape, data }: OutputArray): Uint8Array {
  const header = npyHeader(dtype, shape);
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  if (!LITTLE_ENDIAN_HOST) swapBytes(bytes.subarray(header.length), data.BYTES_PER_ELEMENT);
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
    return { found: "it is text", hint: "convert it with numpy.save('x.npy', numpy.loadtxt(FILE, ndmin=2))" };
  return { found: "it does not begin with \\x93NUMPY", hint };
}

/** Elements from bytes of their own (which are changed): byte order and Fortran order are undone. */
function decode(
  body: Uint8Array<ArrayBuffer>,
  { dtype, itemSize, bigEndian, fortranOrder, shape }: NpyHeader,
): NdArray["data"] {
  if (bigEndian === LITTLE_ENDIAN_HOST) swapBytes(body, itemSize);
  const data = viewAs(dtype, body.buffer);
  if (fortranOrder && shape.length > 1) return toRowMajor(data, shape);
  return data;
}

function viewAs(dtype: DType, buffer: ArrayBuffer): NdArray["data"] {
  switch (dtype) {
    case "bool":
      return new Uint8Array(buffer).map((byte) => (byte === 0 ? 0 : 1));
    case "float16":
      return Float32Array.from(new Uint16Array(buffer), halfValue);
    default:
      return new VIEWS[dtype](buffer);
  }
}

const VIEWS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

function swapBytes(bytes: Uint8Array, size: number): void {
  if (size === 1) return;
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

/** The same array with its last axis fastest; `data` has its first axis fastest. */
function toRowMajor<T extends NdArray["data"]>(data: T, shape: readonly number[]): T {
  const out = data.slice() as T;
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, dim) => product * dim, 1));
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from] as never;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [dim, stride] = [shape[axis] as number, strides[axis] as number];
      from += stride;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < dim) break;
      index[axis] = 0;
      from -= stride * dim;
    }
  }
  return out;
}

/** Value of an IEEE 754 binary16 number. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const significand = bits & 0x3ff;
  if (exponent === 0) return sign * significand * 2 ** -24;
  if (exponent === 0x1f) return significand === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (significand + 1024) * 2 ** (exponent - 25);
}
