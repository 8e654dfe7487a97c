import { store, withArith } from "../fixed/arith.js";
import { fraction } from "../fixed/types.js";
import { eventStride, fromRange, type IntTensor, type TensorType } from "./tensor.js";

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

export function evaluateExtreme(
  x: IntTensor,
  fn: "max" | "min",
  groups: readonly Int32Array[],
  out: TensorType,
): IntTensor {
  const data = withArith(x.type.elem.width, (ar) => {
    const elements = ar.read(x.data);
    const results = ar.array(x.events * groups.length);
    for (let event = 0; event < x.events; event++)
      for (const [o, group] of groups.entries()) {
        const base = event * eventStride(x);
        let best = elements[base + (group[0] ?? 0)] as (typeof results)[number];
        for (const i of group) {
          const value = elements[base + i] as typeof best;
          if (fn === "max" ? ar.less(best, value) : ar.less(value, best)) best = value;
        }
        results[event * groups.length + o] = best;
      }
    return store(ar, results, out.elem.width);
  });
  return { type: out, events: x.events, data };
}
