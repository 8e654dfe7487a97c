import type { Rounding } from "../../fixed/types.js";
import { assertNever } from "../../support/errors.js";
import { type Code, type Local, SIMD } from "./assembler.js";

/** The instructions of vectors of floats that conversions need. */
export interface FloatLanes {
  readonly splat: (code: Code, value: number) => void;
  readonly trunc: number;
  readonly nearest: number;
  readonly add: number;
  readonly sub: number;
  readonly mul: number;
  readonly min: number;
  readonly max: number;
  readonly abs: number;
  readonly lt: number;
  readonly le: number;
  readonly gt: number;
  readonly ge: number;
  readonly eq: number;
}

export const F32: FloatLanes = {
  splat: (code, value) => {
    code.f32(value);
    code.simd(SIMD.f32x4Splat);
  },
  trunc: SIMD.f32x4Trunc,
  nearest: SIMD.f32x4Nearest,
  add: SIMD.f32x4Add,
  sub: SIMD.f32x4Sub,
  mul: SIMD.f32x4Mul,
  min: SIMD.f32x4Min,
  max: SIMD.f32x4Max,
  abs: SIMD.f32x4Abs,
  lt: SIMD.f32x4Lt,
  le: SIMD.f32x4Le,
  gt: SIMD.f32x4Gt,
  ge: SIMD.f32x4Ge,
  eq: SIMD.f32x4Eq,
};

export const F64: FloatLanes = {
  splat: (code, value) => {
    code.f64(value);
    code.simd(SIMD.f64x2Splat);
  },
  trunc: SIMD.f64x2Trunc,
  nearest: SIMD.f64x2Nearest,
  add: SIMD.f64x2Add,
  sub: SIMD.f64x2Sub,
  mul: SIMD.f64x2Mul,
  min: SIMD.f64x2Min,
  max: SIMD.f64x2Max,
  abs: SIMD.f64x2Abs,
  lt: SIMD.f64x2Lt,
  le: SIMD.f64x2Le,
  gt: SIMD.f64x2Gt,
  ge: SIMD.f64x2Ge,
  eq: SIMD.f64x2Eq,
};

/** When the part behind the point raises or lowers the truncated value: the comparison and the bound. */
type Carry = readonly [keyof Pick<FloatLanes, "lt" | "le" | "gt" | "ge">, number] | undefined;

/**
 * Rounds the vector in `x` to integers, in place. x - trunc(x) is exact, whereas x + 0.5 and x - floor(x) may round.
 */
export function emitRound(code: Code, lanes: FloatLanes, x: Local, mode: Rounding): void {
  if (mode === "RND_CONV") {
    code.get(x);
    code.simd(lanes.nearest);
    return code.set(x);
  }
  const { up, down } = carriesOf(mode);
  const [whole, rest] = [code.local("v128"), code.local("v128")];
  code.get(x);
  code.simd(lanes.trunc);
  code.set(whole);
  code.get(x);
  code.get(whole);
  code.simd(lanes.sub);
  code.set(rest);
  code.get(whole);
  for (const [carry, combine] of [
    [up, lanes.add],
    [down, lanes.sub],
  ] as const) {
    if (carry === undefined) continue;
    code.get(rest);
    lanes.splat(code, carry[1]);
    code.simd(lanes[carry[0]]);
    lanes.splat(code, 1);
    code.simd(SIMD.and);
    code.simd(combine);
  }
  code.set(x);
  code.release("v128", whole);
  code.release("v128", rest);
}

function carriesOf(mode: Exclude<Rounding, "RND_CONV">): { readonly up: Carry; readonly down: Carry } {
  switch (mode) {
    case "TRN":
      return { up: undefined, down: ["lt", 0] };
    case "TRN_ZERO":
      return { up: undefined, down: undefined };
    case "RND":
      return { up: ["ge", 0.5], down: ["lt", -0.5] };
    case "RND_ZERO":
      return { up: ["gt", 0.5], down: ["lt", -0.5] };
    case "RND_INF":
      return { up: ["ge", 0.5], down: ["le", -0.5] };
    case "RND_MIN_INF":
      return { up: ["gt", 0.5], down: ["le", -0.5] };
    default:
      return assertNever(mode, "rounding mode");
  }
}
