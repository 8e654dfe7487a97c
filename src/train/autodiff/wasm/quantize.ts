import { lowestHeld } from "../../../fixed/cast.js";
import { type ApFixed, fraction, maxMantissa } from "../../../fixed/types.js";
import { type Code, type Local, type ModuleBuilder, SIMD } from "../../../sim/wasm/assembler.js";
import { emitRound, F32 } from "../../../sim/wasm/float-lanes.js";
import { assertNever } from "../../../support/errors.js";
import { emitEach } from "./each.js";

/** Bits of a float's significand: so wide a type's mantissas are floats. */
const FLOAT_BITS = 24;
/** Scaled by so much and back, a float of such a type stays one. */
const MOST_FRACTION = 100;

/** Whether floats of 32 bits assign such a type exactly: scaled up, none loses bits, and one that overflows is outside. */
export function quantizesInLanes(type: ApFixed): boolean {
  const frac = fraction(type);
  return type.width <= FLOAT_BITS && frac >= 0 && frac <= MOST_FRACTION && type.wrapBits === 0;
}

/** What a quantizing function takes behind (y, x, length). */
export function quantizeNumbers(type: ApFixed): readonly number[] {
  const frac = fraction(type);
  const limits = [Number(lowestHeld(type)), Number(maxMantissa(type))];
  return [2 ** frac, 2 ** -frac, ...limits, 2 ** type.width, 2 ** -type.width];
}

/** Adds `quantize(y, x, length, ...quantizeNumbers)` for the modes of a type. */
export function emitQuantize(module: ModuleBuilder, modes: Pick<ApFixed, "rounding" | "overflow">): void {
  const body = (code: Code): void => {
    const [y, x, length] = [0, 1, 2] as const;
    const [unit, lsb, lo, hi, modulus, inverse] = [3, 4, 5, 6, 7, 8].map((param) => {
      const splat = code.local("v128");
      code.get(param);
      code.simd(SIMD.f32x4Splat);
      code.set(splat);
      return splat;
    }) as [Local, Local, Local, Local, Local, Local];
    const value = code.local("v128");
    emitEach(code, [y, x], length, (offset) => {
      code.get(x);
      code.memory(SIMD.load, offset, true);
      code.get(unit);
      code.simd(SIMD.f32x4Mul);
      code.set(value);
      emitRound(code, F32, value, modes.rounding);
      emitOverflow(code, modes.overflow, value, { lo, hi, modulus, inverse });
      code.get(lsb);
      code.simd(SIMD.f32x4Mul);
      // -0 becomes 0, as there is but one in fixed point.
      code.get(code.constant(F32.splat(0)));
      code.simd(SIMD.f32x4Add);
    });
  };
  module.func(["i32", "i32", "i32", "f32", "f32", "f32", "f32", "f32", "f32"], [], body, "quantize");
}

type Limits = Readonly<Record<"lo" | "hi" | "modulus" | "inverse", Local>>;

/** Leaves the whole floats as the overflow mode keeps them on the stack. */
function emitOverflow(code: Code, mode: ApFixed["overflow"], value: Local, limits: Limits): void {
  const { lo, hi } = limits;
  switch (mode) {
    case "SAT":
    case "SAT_SYM":
      // What is no number counts as below: the second operand of these is the one that NaN leaves out.
      code.get(hi);
      code.get(lo);
      code.get(value);
      code.simd(SIMD.f32x4Pmax);
      return code.simd(SIMD.f32x4Pmin);
    case "SAT_ZERO":
      code.get(value);
      code.get(value);
      code.get(lo);
      code.simd(SIMD.f32x4Ge);
      code.simd(SIMD.and);
      code.get(value);
      code.get(hi);
      code.simd(SIMD.f32x4Le);
      return code.simd(SIMD.and);
    case "WRAP":
      return emitWrap(code, value, limits);
    default:
      return assertNever(mode, "overflow mode");
  }
}

/** Remainders of floats by a power of two are floats. */
function emitWrap(code: Code, value: Local, { hi, modulus, inverse }: Limits): void {
  const rest = code.local("v128");
  code.get(value);
  code.get(value);
  code.get(inverse);
  code.simd(SIMD.f32x4Mul);
  code.simd(SIMD.f32x4Floor);
  code.get(modulus);
  code.simd(SIMD.f32x4Mul);
  code.simd(SIMD.f32x4Sub);
  code.tee(rest);
  code.get(rest);
  code.get(hi);
  code.simd(SIMD.f32x4Gt);
  code.get(modulus);
  code.simd(SIMD.and);
  code.simd(SIMD.f32x4Sub);
  // What is not finite has left NaN, and becomes 0.
  code.tee(rest);
  code.get(rest);
  code.get(rest);
  code.simd(SIMD.f32x4Eq);
  code.simd(SIMD.and);
  code.release("v128", rest);
}
