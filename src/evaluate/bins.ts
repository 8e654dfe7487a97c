import { ascending } from "../metrics/order.js";

/** The least and the greatest of all values; a range around them where they are one value. */
export function rangeOfValues(arrays: readonly ArrayLike<number>[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of arrays)
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, values[i] as number);
      high = Math.max(high, values[i] as number);
    }
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** Edges of at most `bins` bins that hold about as many events each: values that many events share make fewer. */
export function quantileEdges(values: ArrayLike<number>, bins: number): number[] {
  const order = ascending(values);
  const last = order.length - 1;
  const edges = Array.from(
    { length: bins + 1 },
    (_, k) => values[order[Math.round((last * k) / bins)] as number] as number,
  );
  const distinct = [...new Set(edges)];
  return distinct.length > 1 ? distinct : rangeOfValues([edges]);
}
