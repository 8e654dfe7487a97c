import { castBits } from "../fixed/arith.js";
import { type ApFixed, fraction } from "../fixed/types.js";
import type { FoldDefinition } from "./definition.js";
import { bounds, fromRange, type TensorType } from "./tensor.js";

/** Type of the greatest (or least) of some elements of `x`, for each output element. */
export function inferExtreme(
  x: TensorType,
  fn: "max" | "min",
  groups: readonly Int32Array[],
  shape: readonly number[],
): TensorType {
  const extreme = (bounds: readonly bigint[], group: Int32Array): bigint => {
    let best = bounds[group[0] ?? 0] ?? 0n;
    for (const i of group) {
      const value = bounds[i] ?? 0n;
      if (fn === "max" ? value > best : value < best) best = value;
    }
    return best;
  };
  const lo = groups.map((group) => extreme(x.range.lo, group));
  const hi = groups.map((group) => extreme(x.range.hi, group));
  return fromRange(shape, fraction(x.elem), { lo, hi });
}

/** The definition of such a choice; where `accum` is given, what was chosen is assigned to it. */
export function defineExtreme(
  x: TensorType,
  fn: "max" | "min",
  groups: readonly Int32Array[],
  accum?: ApFixed,
): FoldDefinition {
  const acc = bounds(x.range);
  // The neutral element among the operand's mantissas.
  const start = fn === "max" ? acc.lo : acc.hi;
  return {
    form: "fold",
    forms: groups.map((inputs) => ({ inputs, weights: inputs, start, divisor: 1n })),
    weights: undefined,
    bits: Math.max(x.elem.width, accum === undefined ? 0 : castBits(x.elem, accum)),
    acc,
    step: (ar) => (best, term) => ar[fn](best, term),
    finish: (ar, overflows) => (accum === undefined ? (best) => best : ar.caster(fraction(x.elem), accum, overflows)),
    sum: undefined,
  };
}
