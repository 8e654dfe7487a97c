/** Elements as JavaScript numbers, every one exact. */
export type NumberData =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** Elements of the 64-bit integer types. */
export type BigIntData = BigInt64Array | BigUint64Array;

export function isBigIntData(data: NumberData | BigIntData): data is BigIntData {
  return data instanceof BigInt64Array || data instanceof BigUint64Array;
}

export function isFloatData(data: NumberData | BigIntData): data is Float32Array | Float64Array {
  return data instanceof Float32Array || data instanceof Float64Array;
}
