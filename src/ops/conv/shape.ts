import { sizeOf } from "../../ir/tensor.js";

/** Lengths in a weight tensor [groups, k..., C / groups, M / groups]. */
interface ConvShape {
  readonly groups: number;
  /** Channels and filters of one group. */
  readonly chan: number;
  readonly filt: number;
  /** Products of one sum. */
  readonly nIn: number;
  /** Filters of all groups. */
  readonly outputs: number;
}

export function convShape(weight: readonly number[]): ConvShape {
  const [groups, chan, filt] = [weight[0] ?? 1, weight.at(-2) ?? 1, weight.at(-1) ?? 1];
  return { groups, chan, filt, nIn: sizeOf(weight.slice(1, -1)), outputs: groups * filt };
}
