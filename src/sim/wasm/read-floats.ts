import { lowestHeld } from "../../fixed/cast.js";
import { type ApFixed, fraction, maxMantissa } from "../../fixed/types.js";
import { assertNever } from "../../support/errors.js";
import type { View } from "../step.js";
import { type Code, type Local, type ModuleBuilder, OP, SIMD } from "./assembler.js";
import { advance } from "./event-loop.js";
import { emitRound, F32, F64, type FloatLanes } from "./float-lanes.js";
import { LOW_HALVES } from "./lane-ops.js";
import type { Layout } from "./layout.js";
import { emitStore } from "./storage.js";
import { emitTranspose } from "./transpose.js";

/** Bytes of a float of the data. */
export type FloatBytes = 4 | 8;

/** Values of one input of the model, as floats [events][elements], on their way into rows. */
export interface FloatInput {
  readonly bytes: FloatBytes;
  readonly type: ApFixed;
  /** All rows of one buffer, in order. */
  readonly view: View;
  /** Address of the floats of the first block. */
  readonly source: number;
}

/** The parameter of the functions. */
const OFFSET = 0;
/** Events, and elements of them, that are converted at once. */
const GROUP = 4;
/** Added to a whole number of not too many bits, these leave it as the low bits of the sum: shorter than a conversion. */
const [INTEGERS_F32, INTEGERS_F64] = [1.5 * 2 ** 23, 1.5 * 2 ** 52];
/** Values below this, rounded, are 32-bit integers, of which a wrap keeps low bits. */
const MOST_WRAPPED = 2 ** 30;
/** Bytes behind the floats of the last block that are read, and not used. */
export const READ_BEHIND = GROUP * 8;

/** Whether vectors convert such values exactly; other types are converted one value at a time. */
export function readsFloats({ bytes, type, view }: Pick<FloatInput, "bytes" | "type" | "view">): boolean {
  const frac = fraction(type);
  // Scaled down, the least doubles would lose bits; floats have room as doubles.
  const scales = Math.abs(frac) <= 400 && (frac >= 0 || bytes === 4);
  return view.storage.bits <= 32 && type.width + (type.signed ? 0 : 1) <= 32 && scales;
}

/** Whether floats need not be widened to be scaled, rounded and compared exactly. */
function staysSingle({ bytes, type }: FloatInput): boolean {
  return bytes === 4 && type.width <= 24 && fraction(type) >= 0 && fraction(type) <= 100;
}

/** What is kept of all values of a block. */
interface Watch {
  /** Counts values outside the type; the low halves of 64-bit lanes hold any count of a block. */
  readonly outside: Local;
  /** Masks of all values that were converted, combined by and. */
  readonly sound: Local;
}

/**
 * A function that assigns a block of values to the input's type, `name`d in the exports: it takes how far the block's
 * values lie behind `source`, in bytes, and returns how many lie outside the type, or -1 if it came upon one that it does
 * not convert (not finite, or wrapping from beyond 32 bits).
 */
export function emitReadFloats(module: ModuleBuilder, layout: Layout, input: FloatInput, name: string): void {
  const { bytes, source, view } = input;
  const elements = view.row.length;
  const whole = Math.floor(elements / GROUP);
  const body = (code: Code): void => {
    const watch = { outside: code.local("v128"), sound: code.local("v128") };
    code.get(code.constant(new Uint8Array(16).fill(255)));
    code.set(watch.sound);
    const [from, to, left] = [code.local("i32"), code.local("i32"), code.local("i32")];
    code.get(OFFSET);
    code.i32(source);
    code.op(OP.i32Add);
    code.set(from);
    code.i32(layout.addressOf(view, 0));
    code.set(to);
    if (whole > 0) {
      code.i32(whole);
      code.set(left);
      code.loop(() => {
        emitElements(code, layout, input, watch, from, to, GROUP);
        advance(code, from, GROUP * bytes);
        advance(code, to, (GROUP * layout.events * view.storage.bits) / 8);
        code.get(left);
        code.i32(1);
        code.op(OP.i32Sub);
        code.tee(left);
      });
    }
    if (elements % GROUP > 0) emitElements(code, layout, input, watch, from, to, elements % GROUP);
    emitVerdict(code, watch);
  };
  module.func(["i32"], ["i32"], body, name);
}

/** The first `used` elements from `from` on, of all events, into the rows from `to` on. */
function emitElements(
  code: Code,
  layout: Layout,
  input: FloatInput,
  watch: Watch,
  from: Local,
  to: Local,
  used: number,
): void {
  const { bytes, view } = input;
  const { bits } = view.storage;
  const stride = view.row.length * bytes;
  const [source, target, left] = [code.local("i32"), code.local("i32"), code.local("i32")];
  code.get(from);
  code.set(source);
  code.get(to);
  code.set(target);
  code.i32(layout.events / GROUP);
  code.set(left);
  code.loop(() => {
    const events = Array.from({ length: GROUP }, (_, event) => {
      const value = code.local("v128");
      emitEvent(code, input, watch, source, event * stride, used);
      code.set(value);
      return value;
    });
    emitTranspose(code, events);
    events.slice(0, used).forEach((row, k) => {
      emitStore(code, view.storage, 32, target, (k * layout.events * bits) / 8, row);
    });
    for (const event of events) code.release("v128", event);
    advance(code, source, GROUP * stride);
    advance(code, target, (GROUP * bits) / 8);
    code.get(left);
    code.i32(1);
    code.op(OP.i32Sub);
    code.tee(left);
  });
  for (const local of [source, target, left]) code.release("i32", local);
}

/** Leaves the first `used` of four elements of an event on the stack as mantissas; the others are 0. */
function emitEvent(code: Code, input: FloatInput, watch: Watch, source: Local, offset: number, used: number): void {
  const { bytes, type } = input;
  if (staysSingle(input)) {
    code.get(source);
    code.memory(SIMD.load, offset, true);
    emitUsed(code, 4, used);
    emitAssign(code, F32, type, watch);
    emitIntegers(code, type);
  } else {
    for (const half of [0, 2]) {
      code.get(source);
      code.memory(bytes === 8 ? SIMD.load : SIMD.load64Zero, offset + half * bytes, true);
      emitUsed(code, bytes, used - half);
      if (bytes === 4) code.simd(SIMD.f64x2PromoteLowF32x4);
      emitAssign(code, F64, type, watch);
      code.get(code.constant(F64.splat(INTEGERS_F64)));
      code.simd(SIMD.f64x2Add);
    }
    code.simd(SIMD.shuffle, ...LOW_HALVES);
  }
  if (type.overflow === "WRAP") emitWrap(code, type);
}

/** The whole floats on the stack as integers. */
function emitIntegers(code: Code, { overflow, width }: ApFixed): void {
  if (overflow === "WRAP" || width > 22) return code.simd(SIMD.i32x4TruncSatF32x4s);
  code.get(code.constant(F32.splat(INTEGERS_F32)));
  code.simd(SIMD.f32x4Add);
  code.get(code.constant(F32.splat(INTEGERS_F32)));
  code.simd(SIMD.i32x4Sub);
}

/** Zeros, which are within every type, in place of all but the first `used` floats of the vector on the stack. */
function emitUsed(code: Code, bytes: FloatBytes, used: number): void {
  if (used * bytes >= 16) return;
  code.get(code.constant(new Uint8Array(16).fill(255, 0, Math.max(0, used * bytes))));
  code.simd(SIMD.and);
}

/** The vector of floats on the stack as whole numbers: scaled to mantissas, rounded, and saturated if the type says so. */
function emitAssign(code: Code, lanes: FloatLanes, type: ApFixed, { outside, sound }: Watch): void {
  const [x, held, mask] = [code.local("v128"), code.local("v128"), code.local("v128")];
  const constant = (value: number): void => code.get(code.constant(lanes.splat(value)));
  constant(2 ** fraction(type));
  code.simd(lanes.mul);
  code.tee(x);
  // What is not finite is below no limit.
  code.get(code.constant(lanes.magnitude));
  code.simd(SIMD.and);
  constant(type.overflow === "WRAP" ? MOST_WRAPPED : Number.POSITIVE_INFINITY);
  code.simd(lanes.lt);
  code.get(sound);
  code.simd(SIMD.and);
  code.set(sound);
  emitRound(code, lanes, x, type.rounding);
  code.get(x);
  constant(Number(lowestHeld(type)));
  code.simd(lanes.max);
  constant(Number(maxMantissa(type)));
  code.simd(lanes.min);
  code.tee(held);
  code.get(x);
  code.simd(lanes.ne);
  code.set(mask);
  if (lanes === F32) countOutside(code, outside, mask, SIMD.i32x4Sub);
  else countOutside(code, outside, mask, SIMD.i64x2Sub);
  emitOverflow(code, type, sound, { x, held, mask });
  for (const local of [x, held, mask]) code.release("v128", local);
}

/** A set mask is -1 in its lane. */
function countOutside(code: Code, outside: Local, mask: Local, sub: number): void {
  code.get(outside);
  code.get(mask);
  code.simd(sub);
  code.set(outside);
}

/** Leaves the values on the stack, those with a set mask as the overflow mode says; plain wraps come later. */
function emitOverflow(
  code: Code,
  { overflow, wrapBits }: ApFixed,
  sound: Local,
  { x, held, mask }: { readonly x: Local; readonly held: Local; readonly mask: Local },
): void {
  switch (overflow) {
    case "SAT":
    case "SAT_SYM":
      return code.get(held);
    case "SAT_ZERO":
      code.get(x);
      code.get(mask);
      return code.simd(SIMD.andnot);
    case "WRAP":
      if (wrapBits > 0) {
        code.get(sound);
        code.get(mask);
        code.simd(SIMD.andnot);
        code.set(sound);
      }
      return code.get(x);
    default:
      return assertNever(overflow, "overflow mode");
  }
}

/** Low bits of the integers on the stack, as the type reads them. */
function emitWrap(code: Code, { signed, width }: ApFixed): void {
  if (width === 32) return;
  code.i32(32 - width);
  code.simd(SIMD.i32x4Shl);
  code.i32(32 - width);
  code.simd(signed ? SIMD.i32x4ShrS : SIMD.i32x4ShrU);
}

/** The count of values outside the type, or -1. */
function emitVerdict(code: Code, { outside, sound }: Watch): void {
  for (const lane of [0, 1, 2, 3]) {
    code.get(outside);
    code.simd(SIMD.i32x4Extract, lane);
    if (lane > 0) code.op(OP.i32Add);
  }
  code.i32(-1);
  code.get(sound);
  code.simd(SIMD.i8x16AllTrue);
  code.op(OP.select);
}
