import { sizeOf } from "../autodiff/tensor.js";
import { exponentOf } from "./bits.js";

/** Which elements share a type: all of them, those of one channel (the last axis), or none. */
export type Granularity = "tensor" | "channel" | "element";

/** How many groups there are; element i belongs to group i % count, for every granularity. */
export function groupCount(shape: readonly number[], granularity: Granularity): number {
  switch (granularity) {
    case "tensor":
      return 1;
    case "channel":
      return shape.at(-1) ?? 1;
    default:
      return sizeOf(shape);
  }
}

/** Bounds of values; empty (`lo` above `hi`) where there is none. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
}

/** Least and greatest value of each group. */
export function rangesOf(x: ArrayLike<number>, groups: number): Range[] {
  const lo = new Float64Array(groups).fill(Number.POSITIVE_INFINITY);
  const hi = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number;
    const group = i % groups;
    if (value < (lo[group] as number)) lo[group] = value;
    if (value > (hi[group] as number)) hi[group] = value;
  }
  return Array.from(lo, (low, group) => ({ lo: low, hi: hi[group] as number }));
}

/**
 * Bits left of the binary point, without a sign's, that values of a range need: max(⌊log2 hi⌋ + 1, ⌈log2 -lo⌉), which
 * is -∞ if all are 0. Source: arXiv 2405.00645, section III (integer bits).
 */
export function integerBits({ lo, hi }: Range): number {
  const above = hi > 0 ? exponentOf(hi) + 1 : Number.NEGATIVE_INFINITY;
  const magnitude = -lo;
  if (!(magnitude > 0)) return above;
  const exponent = exponentOf(magnitude);
  return Math.max(above, magnitude === 2 ** exponent ? exponent : exponent + 1);
}
