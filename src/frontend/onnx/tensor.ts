import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import type { FloatTensor } from "../../ir/import.js";
import { sizeOf } from "../../ir/tensor.js";
import { type Dtype, dtypeOf, fromBfloat, fromHalf } from "./dtypes.js";
import { externalBytes } from "./external.js";
import { type ExternalFiles, MOST_ELEMENTS } from "./model.js";
import type { Int64, TensorProto } from "./schema.js";

/** Where a tensor stands, for its mistakes and its data. */
export interface TensorPlace {
  /** What to call the tensor in messages. */
  readonly name: string;
  readonly at: Location;
  readonly external: ExternalFiles;
  readonly reporter: Reporter;
}

/** The nearest double of a 64-bit integer; exact up to 2^53. */
export function asNumber(value: Int64): number {
  if (typeof value === "number") return value;
  return (value.unsigned ? value.high >>> 0 : value.high) * 2 ** 32 + (value.low >>> 0);
}

/** A tensor of the file as numbers; every mistake is reported, then undefined returned. */
export function readTensor(proto: TensorProto, place: TensorPlace): FloatTensor | undefined {
  const { name, at, reporter } = place;
  const shape = proto.dims.map(asNumber);
  const dtype = dtypeOf(proto.dataType);
  const { held } = dtype;
  if (held === undefined) return void reporter.report("BX1015", { tensor: name, dtype: dtype.name }, at);
  const size = sizeOf(shape);
  if (shape.some((dim) => dim < 0) || size > MOST_ELEMENTS)
    return void reporter.report("BX1013", { what: `tensor '${name}'`, shape, most: MOST_ELEMENTS }, at);
  const data = elements(proto, dtype, size, place);
  if (data === undefined) return undefined;
  if (data.length !== size)
    return void reporter.report("BX1012", { tensor: name, shape, expected: size, found: data.length }, at);
  return isSound(data, place) ? { shape, data, dtype: held } : undefined;
}

function isSound(data: Float64Array, { name, at, reporter }: TensorPlace): boolean {
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    const count = data.reduce((total, value) => total + (Number.isFinite(value) ? 0 : 1), 0);
    reporter.report("BX1014", { tensor: name, count, size: data.length, index, value: data[index] ?? 0 }, at);
  }
  return index < 0;
}

function elements(proto: TensorProto, dtype: Dtype, size: number, place: TensorPlace): Float64Array | undefined {
  if (proto.dataLocation === 1) {
    const bytes = externalBytes(proto.externalData, place);
    return bytes === undefined ? undefined : fromRaw(bytes, dtype, size);
  }
  if (proto.rawData.length > 0) return fromRaw(proto.rawData, dtype, size);
  return fromFields(proto, dtype, size);
}

/** Values of the typed fields; the specification says which field carries which element type. */
function fromFields(proto: TensorProto, dtype: Dtype, size: number): Float64Array {
  switch (dtype.name) {
    case "float32":
      return Float64Array.from(proto.floatData);
    case "float64":
      return Float64Array.from(proto.doubleData);
    case "int64":
      return Float64Array.from(proto.int64Data, asNumber);
    case "uint32":
    case "uint64":
      return Float64Array.from(proto.uint64Data, asNumber);
    case "float16":
      return Float64Array.from(proto.int32Data, (bits) => fromHalf(bits & 0xffff));
    case "bfloat16":
      return Float64Array.from(proto.int32Data, fromBfloat);
    default:
      return dtype.bits < 8
        ? subBytes(Uint8Array.from(proto.int32Data), dtype, size)
        : Float64Array.from(proto.int32Data);
  }
}

/**
 * Little-endian values. The bytes are copied first, because they start anywhere in the file; a part of an element at
 * the end counts as one, so that the count does not match the shape.
 */
function fromRaw(bytes: Uint8Array, dtype: Dtype, size: number): Float64Array {
  const width = Math.max(1, dtype.bits / 8);
  const { buffer } = new Uint8Array(Math.ceil(bytes.length / width) * width);
  new Uint8Array(buffer).set(bytes);
  switch (dtype.name) {
    case "float32":
      return Float64Array.from(new Float32Array(buffer));
    case "float64":
      return new Float64Array(buffer);
    case "float16":
      return Float64Array.from(new Uint16Array(buffer), fromHalf);
    case "bfloat16":
      return Float64Array.from(new Uint16Array(buffer), fromBfloat);
    case "int64":
      return Float64Array.from(new BigInt64Array(buffer), Number);
    case "uint64":
      return Float64Array.from(new BigUint64Array(buffer), Number);
    case "int32":
      return Float64Array.from(new Int32Array(buffer));
    case "uint32":
      return Float64Array.from(new Uint32Array(buffer));
    case "int16":
      return Float64Array.from(new Int16Array(buffer));
    case "uint16":
      return Float64Array.from(new Uint16Array(buffer));
    case "int8":
      return Float64Array.from(new Int8Array(buffer));
    default:
      return dtype.bits < 8 ? subBytes(bytes, dtype, size) : Float64Array.from(new Uint8Array(buffer));
  }
}

/** Elements of 2 or 4 bits, the first in the lowest bits of a byte; the last byte may be part empty. */
function subBytes(bytes: Uint8Array, dtype: Dtype, size: number): Float64Array {
  const perByte = 8 / dtype.bits;
  const sign = dtype.name.startsWith("u") ? 0 : 2 ** (dtype.bits - 1);
  const there = bytes.length === Math.ceil(size / perByte) ? size : bytes.length * perByte;
  return Float64Array.from({ length: there }, (_, k) => {
    const bits = ((bytes[Math.floor(k / perByte)] ?? 0) >> ((k % perByte) * dtype.bits)) & (2 ** dtype.bits - 1);
    return (bits ^ sign) - sign;
  });
}
