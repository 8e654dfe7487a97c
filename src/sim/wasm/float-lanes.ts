import type { Rounding } from "../../fixed/types.js";
import { assertNever } from "../../support/errors.js";
import { type Code, type Local, SIMD } from "./assembler.js";

/** The instructions of vectors of floats that conversions need. */
export interface FloatLanes {
  /** A vector of one number. */
  readonly splat: (value: number) => Uint8Array;
  readonly floor: number;
  readonly trunc: number;
  readonly nearest: number;
  readonly add: number;
  readonly sub: number;
  readonly mul: number;
  /** b < a ? b : a and a < b ? b : a, which are one instruction of the machine each, unlike the ones that heed NaN. */
  readonly min: number;
  readonly max: number;
  /** All bits but the signs. */
  readonly magnitude: Uint8Array;
  readonly lt: number;
  readonly le: number;
  readonly gt: number;
  readonly ge: number;
  readonly ne: number;
}

const MAGNITUDE = 0x7fffffff;
const ALL = 0xffffffff;

export const F32: FloatLanes = {
  splat: (value) => new Uint8Array(Float32Array.of(value, value, value, value).buffer),
  floor: SIMD.f32x4Floor,
  trunc: SIMD.f32x4Trunc,
  nearest: SIMD.f32x4Nearest,
  add: SIMD.f32x4Add,
  sub: SIMD.f32x4Sub,
  mul: SIMD.f32x4Mul,
  min: SIMD.f32x4Pmin,
  max: SIMD.f32x4Pmax,
  magnitude: new Uint8Array(Uint32Array.of(MAGNITUDE, MAGNITUDE, MAGNITUDE, MAGNITUDE).buffer),
  lt: SIMD.f32x4Lt,
  le: SIMD.f32x4Le,
  gt: SIMD.f32x4Gt,
  ge: SIMD.f32x4Ge,
  ne: SIMD.f32x4Ne,
};

export const F64: FloatLanes = {
  splat: (value) => new Uint8Array(Float64Array.of(value, value).buffer),
  floor: SIMD.f64x2Floor,
  trunc: SIMD.f64x2Trunc,
  nearest: SIMD.f64x2Nearest,
  add: SIMD.f64x2Add,
  sub: SIMD.f64x2Sub,
  mul: SIMD.f64x2Mul,
  min: SIMD.f64x2Pmin,
  max: SIMD.f64x2Pmax,
  magnitude: new Uint8Array(Uint32Array.of(ALL, MAGNITUDE, ALL, MAGNITUDE).buffer),
  lt: SIMD.f64x2Lt,
  le: SIMD.f64x2Le,
  gt: SIMD.f64x2Gt,
  ge: SIMD.f64x2Ge,
  ne: SIMD.f64x2Ne,
};

/** When a rounded value is raised or lowered by one: how its distance from the value itself compares with a bound. */
type Carry = readonly [keyof Pick<FloatLanes, "lt" | "le" | "gt" | "ge">, number];

/** A first rounding, and what its rest makes of it. The rests that are looked at are exact, unlike x - floor(x). */
interface Steps {
  readonly first: keyof Pick<FloatLanes, "floor" | "trunc" | "nearest">;
  readonly up?: Carry;
  readonly down?: Carry;
}

/** Rounds the vector in `x` to integers, in place. */
export function emitRound(code: Code, lanes: FloatLanes, x: Local, mode: Rounding): void {
  const { first, up, down } = stepsOf(mode);
  const whole = code.local("v128");
  code.get(x);
  code.simd(lanes[first]);
  code.set(whole);
  if (up !== undefined || down !== undefined) {
    code.get(x);
    code.get(whole);
    code.simd(lanes.sub);
    code.set(x);
  }
  code.get(whole);
  for (const [carry, combine] of [
    [up, lanes.add],
    [down, lanes.sub],
  ] as const) {
    if (carry === undefined) continue;
    code.get(x);
    code.get(code.constant(lanes.splat(carry[1])));
    code.simd(lanes[carry[0]]);
    code.get(code.constant(lanes.splat(1)));
    code.simd(SIMD.and);
    code.simd(combine);
  }
  code.set(x);
  code.release("v128", whole);
}

function stepsOf(mode: Rounding): Steps {
  switch (mode) {
    case "TRN":
      return { first: "floor" };
    case "TRN_ZERO":
      return { first: "trunc" };
    case "RND":
      // To nearest, ties to even: a tie that went down goes up.
      return { first: "nearest", up: ["ge", 0.5] };
    case "RND_MIN_INF":
      return { first: "nearest", down: ["le", -0.5] };
    case "RND_ZERO":
      return { first: "trunc", up: ["gt", 0.5], down: ["lt", -0.5] };
    case "RND_INF":
      return { first: "trunc", up: ["ge", 0.5], down: ["le", -0.5] };
    case "RND_CONV":
      return { first: "nearest" };
    default:
      return assertNever(mode, "rounding mode");
  }
}
