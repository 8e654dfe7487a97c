import { ARRAYS, type DType, type NdArray } from "./nd-array.js";
import type { NpyHeader } from "./npy-header.js";

const LITTLE_ENDIAN_HOST = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Elements of an array of `shape` from bytes of their own, which are changed and may be kept as they are: byte order and
 * Fortran order are undone. Bytes start at a multiple of 8 in their buffer.
 */
export function decodeElements(
  body: Uint8Array<ArrayBuffer>,
  { dtype, itemSize, bigEndian, fortranOrder }: NpyHeader,
  shape: readonly number[],
): NdArray["data"] {
  if (bigEndian === LITTLE_ENDIAN_HOST) swapBytes(body, itemSize);
  const data = viewAs(dtype, body);
  return fortranOrder && shape.length > 1 ? toRowMajor(data, shape) : data;
}

/** Bytes of elements as an .npy file that `npyHeader` begins holds them; the memory of the elements where it can be. */
export function elementBytes({ buffer, byteOffset, byteLength, BYTES_PER_ELEMENT }: NdArray["data"]): Uint8Array {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  if (LITTLE_ENDIAN_HOST) return bytes;
  const swapped = bytes.slice();
  swapBytes(swapped, BYTES_PER_ELEMENT);
  return swapped;
}

function viewAs(dtype: DType, { buffer, byteOffset, length }: Uint8Array<ArrayBuffer>): NdArray["data"] {
  switch (dtype) {
    case "bool":
      return new Uint8Array(buffer, byteOffset, length).map((byte) => (byte === 0 ? 0 : 1));
    case "float16":
      return Float32Array.from(new Uint16Array(buffer, byteOffset, length / 2), halfValue);
    default: {
      const View = ARRAYS[dtype];
      return new View(buffer, byteOffset, length / View.BYTES_PER_ELEMENT);
    }
  }
}

function swapBytes({ buffer, byteOffset, length }: Uint8Array, size: number): void {
  const bytes = Buffer.from(buffer, byteOffset, length);
  if (size === 2) bytes.swap16();
  else if (size === 4) bytes.swap32();
  else if (size === 8) bytes.swap64();
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
