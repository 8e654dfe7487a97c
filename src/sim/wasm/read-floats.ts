import { lowestHeld } from "../../fixed/cast.js";
import { type ApFixed, fraction, maxMantissa } from "../../fixed/types.js";
import type { View } from "../step.js";
import { type Code, type Local, type ModuleBuilder, OP, SIMD } from "./assembler.js";
import { emitRound, F32, F64, type FloatLanes } from "./float-lanes.js";
import type { Layout } from "./layout.js";
import { emitStore } from "./storage.js";

/** Bytes of a float of the data. */
export type FloatBytes = 4 | 8;

/** The parameter of the functions. */
const OFFSET = 0;
/** Events that are converted at once. */
const GROUP = 4;

/** Values of one input of the model, as floats [events][elements], on their way into rows. */
export interface FloatInput {
  readonly bytes: FloatBytes;
  readonly type: ApFixed;
  readonly view: View;
  /** Address of the floats of the first block. */
  readonly source: number;
}

/** Whether vectors convert such values exactly; other types are converted one value at a time. */
export function readsFloats({ bytes, type, view }: Pick<FloatInput, "bytes" | "type" | "view">): boolean {
  const frac = fraction(type);
  // Scaled down, the least doubles would lose bits; floats have room as doubles.
  const scales = Math.abs(frac) <= 400 && (frac >= 0 || bytes === 4);
  return view.storage.bits <= 32 && type.width + (type.signed ? 0 : 1) <= 32 && scales;
}

/**
 * A function that assigns a block of values to the input's type, `name`d in the exports: it takes how far the block's values
 * lie behind `source`, in bytes, and returns how many lie outside
 * the type, or -1 if it came upon one that it does not convert (not finite, or wrapping from beyond 32 bits).
 */
export function emitReadFloats(module: ModuleBuilder, layout: Layout, input: FloatInput, name: string): void {
  const { bytes, source, type, view } = input;
  const elements = view.row.length;
  const single = bytes === 4 && type.width <= 24 && fraction(type) >= 0 && fraction(type) <= 100;
  module.func(
    ["i32"],
    ["i32"],
    (code) => {
      const [from, to, left, element] = [code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32")];
      const watch = { outside: code.local("v128"), bad: code.local("v128") };
      const integers = code.local("v128");
      code.i32(layout.addressOf(view, 0));
      code.set(to);
      code.loop(() => {
        code.get(element);
        code.i32(bytes);
        code.op(OP.i32Mul);
        code.i32(source);
        code.op(OP.i32Add);
        code.get(OFFSET);
        code.op(OP.i32Add);
        code.set(from);
        code.i32(layout.events / GROUP);
        code.set(left);
        code.loop(() => {
          emitGroup(code, input, single, from, elements, watch);
          emitWrap(code, type);
          code.set(integers);
          emitStore(code, view.storage, 32, to, 0, integers);
          advance(code, from, GROUP * elements * bytes);
          advance(code, to, (GROUP * view.storage.bits) / 8);
          code.get(left);
          code.i32(1);
          code.op(OP.i32Sub);
          code.tee(left);
        });
        advance(code, element, 1);
        code.get(element);
        code.i32(elements);
        code.op(OP.i32LtU);
      });
      emitVerdict(code, watch);
    },
    name,
  );
}

interface Watch {
  /** Counts values outside the type, in 32-bit lanes. */
  readonly outside: Local;
  /** Lanes that met what is not converted here. */
  readonly bad: Local;
}

/** Leaves four values on the stack as integers, overflow handled save for the wrap. */
function emitGroup(code: Code, input: FloatInput, single: boolean, from: Local, elements: number, watch: Watch): void {
  const { bytes, type } = input;
  const stride = elements * bytes;
  if (single) {
    emitLanes32(code, from, stride);
    emitAssign(code, F32, type, watch, (mask) => code.get(mask));
    return code.simd(SIMD.i32x4TruncSatF32x4s);
  }
  for (const half of [0, 1]) {
    if (bytes === 8) emitLanes64(code, from, stride, 2 * half);
    else {
      const floats = code.local("v128");
      emitLanes32(code, from, stride);
      code.tee(floats);
      code.get(floats);
      code.simd(SIMD.shuffle, ...(half === 0 ? LOW_HALF : HIGH_HALF));
      code.simd(SIMD.f64x2PromoteLowF32x4);
      code.release("v128", floats);
    }
    emitAssign(code, F64, type, watch, (mask) => {
      // Two 64-bit masks as two 32-bit lanes, and two lanes that never count.
      code.get(mask);
      code.i64(0n);
      code.simd(SIMD.i64x2Splat);
      code.simd(SIMD.shuffle, ...EVEN_WORDS);
    });
    code.simd(SIMD.i32x4TruncSatF64x2sZero);
  }
  code.simd(SIMD.shuffle, ...LOW_HALVES);
}

const bytesOf = (words: readonly number[], size: number): number[] =>
  words.flatMap((word) => Array.from({ length: size }, (_, i) => word * size + i));
const LOW_HALF = bytesOf([0, 1], 8);
const HIGH_HALF = bytesOf([1, 1], 8);
const LOW_HALVES = bytesOf([0, 2], 8);
const EVEN_WORDS = bytesOf([0, 2, 4, 6], 4);

function emitLanes32(code: Code, from: Local, stride: number): void {
  const value = code.local("v128");
  code.get(from);
  code.memory(SIMD.load32Zero, 0, true);
  code.set(value);
  for (const lane of [1, 2, 3]) {
    code.get(from);
    code.get(value);
    code.memory(SIMD.load32Lane, lane * stride, true, lane);
    code.set(value);
  }
  code.get(value);
  code.release("v128", value);
}

function emitLanes64(code: Code, from: Local, stride: number, first: number): void {
  const value = code.local("v128");
  code.get(from);
  code.memory(SIMD.load64Zero, first * stride, true);
  code.set(value);
  code.get(from);
  code.get(value);
  code.memory(SIMD.load64Lane, (first + 1) * stride, true, 1);
  code.release("v128", value);
}

/** The vector on the stack scaled to mantissas, rounded, and saturated where the type says so. */
function emitAssign(
  code: Code,
  lanes: FloatLanes,
  type: ApFixed,
  { outside, bad }: Watch,
  asWords: (mask: Local) => void,
): void {
  const [x, inside] = [code.local("v128"), code.local("v128")];
  lanes.splat(code, 2 ** fraction(type));
  code.simd(lanes.mul);
  code.tee(x);
  // x - x is 0 for every finite number.
  code.get(x);
  code.simd(lanes.sub);
  lanes.splat(code, 0);
  code.simd(lanes.eq);
  emitFlag(code, bad);
  emitRound(code, lanes, x, type.rounding);
  code.get(x);
  lanes.splat(code, Number(lowestHeld(type)));
  code.simd(lanes.ge);
  code.get(x);
  lanes.splat(code, Number(maxMantissa(type)));
  code.simd(lanes.le);
  code.simd(SIMD.and);
  code.tee(inside);
  code.simd(SIMD.not);
  code.set(inside);
  code.get(outside);
  asWords(inside);
  code.simd(SIMD.i32x4Sub);
  code.set(outside);
  emitSaturate(code, lanes, type, x, inside, bad);
  code.get(x);
  code.release("v128", x);
  code.release("v128", inside);
}

/** Adds to `bad` the lanes whose mask, on the stack, is not set. */
function emitFlag(code: Code, bad: Local): void {
  code.simd(SIMD.not);
  code.get(bad);
  code.simd(SIMD.or);
  code.set(bad);
}

function emitSaturate(code: Code, lanes: FloatLanes, type: ApFixed, x: Local, outside: Local, bad: Local): void {
  code.get(x);
  switch (type.overflow) {
    case "SAT":
    case "SAT_SYM":
      lanes.splat(code, Number(lowestHeld(type)));
      code.simd(lanes.max);
      lanes.splat(code, Number(maxMantissa(type)));
      code.simd(lanes.min);
      break;
    case "SAT_ZERO":
      code.get(outside);
      code.simd(SIMD.andnot);
      break;
    case "WRAP":
      code.simd(lanes.abs);
      lanes.splat(code, type.wrapBits === 0 ? 2 ** 31 : -1);
      code.simd(lanes.lt);
      if (type.wrapBits !== 0) {
        code.get(outside);
        code.simd(SIMD.not);
        code.simd(SIMD.or);
      }
      emitFlag(code, bad);
      code.get(x);
  }
  code.set(x);
}

/** Low bits of the integers on the stack, as the type reads them; the others are within the type already. */
function emitWrap(code: Code, { overflow, signed, width }: ApFixed): void {
  if (overflow !== "WRAP") return;
  code.i32(32 - width);
  code.simd(SIMD.i32x4Shl);
  code.i32(32 - width);
  code.simd(signed ? SIMD.i32x4ShrS : SIMD.i32x4ShrU);
}

function advance(code: Code, local: Local, step: number): void {
  code.get(local);
  code.i32(step);
  code.op(OP.i32Add);
  code.set(local);
}

function emitVerdict(code: Code, { outside, bad }: Watch): void {
  code.i32(-1);
  for (const lane of [0, 1, 2, 3]) {
    code.get(outside);
    code.simd(SIMD.i32x4Extract, lane);
    if (lane > 0) code.op(OP.i32Add);
  }
  code.get(bad);
  code.simd(SIMD.anyTrue);
  code.op(OP.select);
}
