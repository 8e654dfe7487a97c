import { expectShape, sizeOf } from "./tensor.js";

/** Where the elements of an event come from, in runs of neighbours, which images have many of. */
export interface Gathering {
  /** Of one event of the result. */
  readonly shape: readonly number[];
  /** Elements of the result, the first in x (-1 for none of x), and how many: three numbers a run. */
  readonly runs: Int32Array;
}

/** The gathering of `index[i]` for each i, -1 where no element of x is taken. */
export function gathering(index: Int32Array, shape: readonly number[]): Gathering {
  expectShape(sizeOf(shape) === index.length, "gathering", shape, [index.length]);
  const runs: number[] = [];
  for (let start = 0; start < index.length; ) {
    const first = index[start] as number;
    const step = first < 0 ? 0 : 1;
    let length = 1;
    while (start + length < index.length && index[start + length] === first + step * length) length++;
    runs.push(start, first, length);
    start += length;
  }
  return { shape, runs: Int32Array.from(runs) };
}
