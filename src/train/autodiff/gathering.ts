import { expectShape, sizeOf } from "./tensor.js";

/** Where the elements of an event come from, in runs of neighbours, which images have many of (see `Kernels.copyRuns`). */
export interface Gathering {
  /** Of one event of the result. */
  readonly shape: readonly number[];
  readonly runs: Int32Array;
  /** The runs the other way. */
  readonly back: Int32Array;
  /** Whether some elements come from nowhere. */
  readonly hasGaps: boolean;
}

/** The gathering of `index[i]` for each i, -1 where no element of x is taken. */
export function gathering(index: Int32Array, shape: readonly number[]): Gathering {
  expectShape(sizeOf(shape) === index.length, "gathering", shape, [index.length]);
  const runs: (readonly [to: number, from: number, length: number])[] = [];
  for (let start = 0; start < index.length; ) {
    const first = index[start] as number;
    let length = 1;
    if (first >= 0) {
      while (start + length < index.length && index[start + length] === first + length) length++;
      runs.push([start, first, length]);
    }
    start += length;
  }
  return {
    shape,
    runs: Int32Array.from(runs.flat()),
    back: Int32Array.from(runs.flatMap(([to, from, length]) => [from, to, length])),
    hasGaps: index.includes(-1),
  };
}
