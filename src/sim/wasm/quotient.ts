import type { Interval } from "../../fixed/interval.js";
import type { Lanes } from "../step.js";
import { type Code, type Local, OP, SIMD } from "./assembler.js";
import { eventsPerVector, LANE_OPS, splat, UPPER } from "./lane-ops.js";

/*
 * Why rounded division is exact here: with a = n·b - r, 0 < r, the true quotient stays below the integer n by r/|b|, which
 * is at least n / (|a| + |b|). Rounding to p bits moves it by n / 2^p at most, so that it can't reach n while
 * |a| + |b| < 2^p, and truncation gives what it gives for the true quotient.
 */

/** Magnitudes of both operands up to here: single precision, p = 24. */
const SINGLE = 1n << 22n;

/** Up to here: double precision, p = 53, with room for the conversion below. */
const DOUBLE = 1n << 50n;

/**
 * The bits of the double 1.5 · 2^52. Added to an integer of at most 51 bits they are those of 1.5 · 2^52 + integer, whose
 * mantissa has no bits below 1.
 */
const OFFSET = 0x4338000000000000n;

/** Leaves a / b on the stack, truncated toward zero, 0 where b is 0. */
export function emitQuotient(
  code: Code,
  lanes: Lanes,
  a: Local,
  b: Local,
  ranges: readonly [Interval, Interval],
): void {
  const size = ranges.flatMap(({ lo, hi }) => [-lo, hi]).reduce((most, end) => (end > most ? end : most), 0n);
  if (lanes === 16) halves(code, a, b);
  else if (lanes === 32 && size <= SINGLE)
    single(
      code,
      () => code.get(a),
      () => code.get(b),
    );
  else if (lanes === 32) doublesOfWords(code, a, b);
  else if (size <= DOUBLE) doubles(code, a, b);
  else return scalars(code, a, b);
  const [, { lo, hi }] = ranges;
  if (lo > 0n || hi < 0n) return;
  code.get(b);
  code.get(code.constant(new Uint8Array(16)));
  code.simd(LANE_OPS[lanes].ne);
  code.simd(SIMD.and);
}

function halves(code: Code, a: Local, b: Local): void {
  for (const widen of [SIMD.i32x4ExtendLowI16x8s, SIMD.i32x4ExtendHighI16x8s]) {
    const widened = (local: Local) => (): void => {
      code.get(local);
      code.simd(widen);
    };
    single(code, widened(a), widened(b));
  }
  code.simd(SIMD.i16x8NarrowI32x4s);
}

function single(code: Code, a: () => void, b: () => void): void {
  for (const operand of [a, b]) {
    operand();
    code.simd(SIMD.f32x4ConvertI32x4s);
  }
  code.simd(SIMD.f32x4Div);
  code.simd(SIMD.i32x4TruncSatF32x4s);
}

function doublesOfWords(code: Code, a: Local, b: Local): void {
  for (const upper of [false, true]) {
    for (const operand of [a, b]) {
      code.get(operand);
      if (upper) {
        code.get(operand);
        code.simd(SIMD.shuffle, ...UPPER);
      }
      code.simd(SIMD.f64x2ConvertLowI32x4s);
    }
    code.simd(SIMD.f64x2Div);
    code.simd(SIMD.i32x4TruncSatF64x2sZero);
  }
  // The lower 64 bits of both.
  code.simd(SIMD.shuffle, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

function doubles(code: Code, a: Local, b: Local): void {
  const bits = code.constant(splat(64, OFFSET));
  for (const operand of [a, b]) {
    code.get(operand);
    code.get(bits);
    code.simd(SIMD.i64x2Add);
    code.get(bits);
    code.simd(SIMD.f64x2Sub);
  }
  code.simd(SIMD.f64x2Div);
  code.simd(SIMD.f64x2Trunc);
  code.get(bits);
  code.simd(SIMD.f64x2Add);
  code.get(bits);
  code.simd(SIMD.i64x2Sub);
}

function scalars(code: Code, a: Local, b: Local): void {
  const divisor = code.local("i64");
  code.get(code.constant(new Uint8Array(16)));
  for (let lane = 0; lane < eventsPerVector(64); lane++) {
    code.get(b);
    code.simd(SIMD.i64x2Extract, lane);
    code.set(divisor);
    // A divisor of 0 would trap: it becomes 1, and the quotient is then replaced.
    code.get(a);
    code.simd(SIMD.i64x2Extract, lane);
    code.get(divisor);
    code.get(divisor);
    code.op(OP.i64Eqz);
    code.op(OP.i64ExtendI32u);
    code.op(OP.i64Or);
    code.op(OP.i64DivS);
    code.i64(0n);
    code.get(divisor);
    code.i64(0n);
    code.op(OP.i64Ne);
    code.op(OP.select);
    code.simd(SIMD.i64x2Replace, lane);
  }
  code.release("i64", divisor);
}
