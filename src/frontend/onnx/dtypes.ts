import type { FloatTensor } from "../../ir/import.js";

/** An element type of the ONNX specification (TensorProto.DataType). */
export interface Dtype {
  readonly name: string;
  /** What its values are held as; undefined where Bunchcross has no numbers for it (strings, complex, 8-bit floats). */
  readonly held: FloatTensor["dtype"] | undefined;
  /** Bits of one element in raw data. */
  readonly bits: number;
}

const dtype = (name: string, held: Dtype["held"], bits: number): Dtype => ({ name, held, bits });

const DTYPES: Readonly<Record<number, Dtype>> = {
  1: dtype("float32", "float32", 32),
  2: dtype("uint8", "integer", 8),
  3: dtype("int8", "integer", 8),
  4: dtype("uint16", "integer", 16),
  5: dtype("int16", "integer", 16),
  6: dtype("int32", "integer", 32),
  7: dtype("int64", "integer", 64),
  8: dtype("string", undefined, 0),
  9: dtype("bool", "bool", 8),
  10: dtype("float16", "float16", 16),
  11: dtype("float64", "float64", 64),
  12: dtype("uint32", "integer", 32),
  13: dtype("uint64", "integer", 64),
  14: dtype("complex64", undefined, 64),
  15: dtype("complex128", undefined, 128),
  16: dtype("bfloat16", "bfloat16", 16),
  17: dtype("float8e4m3fn", undefined, 8),
  18: dtype("float8e4m3fnuz", undefined, 8),
  19: dtype("float8e5m2", undefined, 8),
  20: dtype("float8e5m2fnuz", undefined, 8),
  21: dtype("uint4", "integer", 4),
  22: dtype("int4", "integer", 4),
  23: dtype("float4e2m1", undefined, 4),
  24: dtype("float8e8m0", undefined, 8),
  25: dtype("uint2", "integer", 2),
  26: dtype("int2", "integer", 2),
};

/** The element type of a number of TensorProto.DataType; numbers beyond the specification have no held form. */
export function dtypeOf(code: number): Dtype {
  return DTYPES[code] ?? dtype(`type number ${code}`, undefined, 0);
}

/** The number of an element type's name. */
export function dtypeCode(name: string): number | undefined {
  const found = Object.entries(DTYPES).find(([, candidate]) => candidate.name === name);
  return found === undefined ? undefined : Number(found[0]);
}

/** IEEE 754 binary16 (11 significant bits) from its bits. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1024 + mantissa) * 2 ** (exponent - 25));
}

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16: the upper half of a binary32. */
export function fromBfloat(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** The nearest value of a format, ties to even: what a tensor of that element type can hold. */
export function rounderOf(held: FloatTensor["dtype"]): (value: number) => number {
  switch (held) {
    case "float32":
      return Math.fround;
    case "float16":
      return (value) => roundSignificant(value, 11, -24, 65504);
    case "bfloat16":
      return (value) => roundSignificant(value, 8, -133, 2 ** 127 * (2 - 2 ** -7));
    case "integer":
      return Math.trunc;
    case "bool":
      return (value) => (value === 0 ? 0 : 1);
    case "float64":
      return (value) => value;
  }
}

/** Rounds to `bits` significant bits, of which none weighs less than 2^lowest; infinite beyond `most` plus half a step. */
function roundSignificant(value: number, bits: number, lowest: number, most: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const unit = 2 ** Math.max(lowest, Math.floor(Math.log2(Math.abs(value))) - bits + 1);
  const scaled = value / unit;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor) * unit;
  return Math.abs(rounded) > most ? Math.sign(rounded) * Number.POSITIVE_INFINITY : rounded;
}
