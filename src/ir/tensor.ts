import { type Mantissas, mantissaAt, NUMBER_BITS } from "../fixed/arith.js";
import { type FixedType, fraction, maxMantissa, minMantissa, typeOfRange } from "../fixed/types.js";
import { InternalError } from "../support/errors.js";

/** Proven bounds of every element, as mantissas: lo[i] <= m[i] <= hi[i]. */
export interface Range {
  readonly lo: readonly bigint[];
  readonly hi: readonly bigint[];
}

/** Shape of one event (no batch axis, row-major), element type, and what the elements are proven to lie in. */
export interface TensorType {
  readonly shape: readonly number[];
  readonly elem: FixedType;
  readonly range: Range;
}

/**
 * Mantissas of `events` events, row-major, one after the other: data[event · size + index].
 * A constant has one event, which stands for all (`stride` 0).
 */
export interface IntTensor {
  readonly type: TensorType;
  readonly events: number;
  readonly data: Mantissas;
}

/** Whether an attribute of a node is a literal table. */
export function isTensor(value: unknown): value is IntTensor {
  return typeof value === "object" && value !== null && "events" in value && "data" in value;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Row-major strides: elements between neighbours along each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  return strides;
}

/** A tensor type whose elements may hold anything that their type holds. */
export function fullRange(shape: readonly number[], elem: FixedType): TensorType {
  const size = sizeOf(shape);
  const lo = new Array<bigint>(size).fill(minMantissa(elem));
  return { shape, elem, range: { lo, hi: new Array<bigint>(size).fill(maxMantissa(elem)) } };
}

/** The smallest element type that holds the range at `frac` fraction bits, with that range. */
export function fromRange(shape: readonly number[], frac: number, range: Range): TensorType {
  const { lo, hi } = bounds(range);
  return { shape, elem: typeOfRange(lo, hi, frac), range };
}

/** The least and the greatest mantissa over all elements (0, 0 for an empty tensor). */
export function bounds(range: Range): { lo: bigint; hi: bigint } {
  let lo = range.lo[0] ?? 0n;
  let hi = range.hi[0] ?? 0n;
  for (const value of range.lo) if (value < lo) lo = value;
  for (const value of range.hi) if (value > hi) hi = value;
  return { lo, hi };
}

/** A constant tensor from exact mantissas of one type; its range is its values. */
export function constantTensor(shape: readonly number[], elem: FixedType, mantissas: readonly bigint[]): IntTensor {
  if (mantissas.length !== sizeOf(shape))
    throw new InternalError(`constant of shape [${shape}] has ${mantissas.length} elements`);
  const data = elem.width > NUMBER_BITS ? mantissas : Float64Array.from(mantissas, Number);
  return { type: { shape, elem, range: { lo: mantissas, hi: mantissas } }, events: 1, data };
}

/** Elements between the same element of two events; 0 where one event stands for all. */
export function eventStride(tensor: IntTensor): number {
  return tensor.events === 1 ? 0 : sizeOf(tensor.type.shape);
}

/** Value of one element as a BigInt mantissa. */
export function elementAt(tensor: IntTensor, event: number, index: number): bigint {
  return mantissaAt(tensor.data, event * eventStride(tensor) + index);
}

/** How many events a node's inputs stand for. */
export function eventsOf(tensors: readonly IntTensor[]): number {
  return tensors.find(({ events }) => events !== 1)?.events ?? 1;
}

/** The same values seen with other fraction bits (more, or fewer where nothing is lost): mantissas are shifted. */
export function alignRange(type: TensorType, frac: number): Range {
  const shift = BigInt(frac - fraction(type.elem));
  if (shift < 0n) throw new InternalError("a range can't be aligned to fewer fraction bits");
  return { lo: type.range.lo.map((v) => v << shift), hi: type.range.hi.map((v) => v << shift) };
}
