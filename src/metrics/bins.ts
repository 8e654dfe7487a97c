/** The bin of a value, -1 outside: bins are half open, the last one is closed. */
export function binOf(value: number, edges: readonly number[]): number {
  const last = edges.length - 1;
  if (!(value >= (edges[0] as number) && value <= (edges[last] as number))) return -1;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= (edges[middle] as number)) low = middle;
    else high = middle;
  }
  return low;
}

/** Edges of `bins` bins of equal width. */
export function uniformEdges(low: number, high: number, bins: number): number[] {
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + ((high - low) * i) / bins));
}

/** A histogram's bins: sums of weights, and their errors (root of the sum of squared weights). */
export interface Histogram {
  readonly edges: readonly number[];
  readonly contents: readonly number[];
  readonly errors: readonly number[];
}

/** Histogram of values [N]; values outside of the edges are in no bin. */
export function histogram(values: ArrayLike<number>, edges: readonly number[], weights?: ArrayLike<number>): Histogram {
  const contents = new Array<number>(edges.length - 1).fill(0);
  const squares = new Array<number>(edges.length - 1).fill(0);
  for (let i = 0; i < values.length; i++) {
    const bin = binOf(values[i] as number, edges);
    if (bin < 0) continue;
    const weight = weights?.[i] ?? 1;
    contents[bin] = (contents[bin] as number) + weight;
    squares[bin] = (squares[bin] as number) + weight * weight;
  }
  return { edges, contents, errors: squares.map(Math.sqrt) };
}
