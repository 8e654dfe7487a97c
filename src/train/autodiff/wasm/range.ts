import { type Code, type Local, type ModuleBuilder, OP, SIMD } from "../../../sim/wasm/assembler.js";
import { advance, whileBefore } from "../../../sim/wasm/event-loop.js";
import { VECTOR } from "./each.js";

export const RANGE = ["extremes"] as const;

/**
 * Adds `extremes(to, x, bytes, lo, hi)`: writes four least and four greatest values, of `lo` and `hi` and of every fourth
 * float of so many bytes (whole vectors) from x on.
 */
export function emitRange(module: ModuleBuilder): void {
  module.func(["i32", "i32", "i32", "f32", "f32"], [], emitExtremes, "extremes");
}

function emitExtremes(code: Code): void {
  const [to, x, end] = [0, 1, 2] as const;
  const ends = [3, 4].map((bound): Local => {
    const lanes = code.local("v128");
    code.get(bound);
    code.simd(SIMD.f32x4Splat);
    code.set(lanes);
    return lanes;
  });
  const keep = [SIMD.f32x4Pmin, SIMD.f32x4Pmax] as const;
  code.get(x);
  code.get(end);
  code.op(OP.i32Add);
  code.set(end);
  whileBefore(code, x, end, () => {
    ends.forEach((lanes, i) => {
      code.get(lanes);
      code.get(x);
      code.memory(SIMD.load, 0, true);
      code.simd(keep[i] as number);
      code.set(lanes);
    });
    advance(code, x, VECTOR);
  });
  ends.forEach((lanes, i) => {
    code.get(to);
    code.get(lanes);
    code.memory(SIMD.store, VECTOR * i, true);
  });
}
