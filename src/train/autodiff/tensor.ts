import { InternalError } from "../../support/errors.js";

/** Numbers of a tensor: 32 bits to train with, 64 bits where sums must stay exact. */
export type FloatData = Float32Array | Float64Array;

/** A row-major array in the memory of its kernels. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: FloatData;
  /** Gradient of the loss by this tensor, of its shape; undefined where nobody wants it. */
  readonly grad: FloatData | undefined;
}

/** A tensor that outlives steps: a weight, or state such as a running mean (then without gradient). */
export interface Parameter extends Tensor {
  readonly name: string;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Rows and columns of a tensor seen as a matrix whose columns are the last axis. */
export function rowsAndColumns(shape: readonly number[]): readonly [rows: number, columns: number] {
  const columns = shape.at(-1) ?? 1;
  return [columns === 0 ? 0 : sizeOf(shape) / columns, columns];
}

/** Elements before, along and after an axis. */
export function around(
  shape: readonly number[],
  axis: number,
): readonly [outer: number, length: number, inner: number] {
  expectShape(axis >= 0 && axis < shape.length, `axis ${axis}`, shape);
  return [sizeOf(shape.slice(0, axis)), shape[axis] as number, sizeOf(shape.slice(axis + 1))];
}

export function addTo(data: FloatData, index: number, value: number): void {
  data[index] = (data[index] as number) + value;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Mistakes in shapes are mistakes of the code that builds the network: layers check what users say before. */
export function expectShape(holds: boolean, what: string, ...shapes: readonly (readonly number[])[]): void {
  if (!holds)
    throw new InternalError(`${what}: shapes ${shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ")}`);
}
