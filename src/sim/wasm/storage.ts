import { must } from "../../support/errors.js";
import type { Lanes, Storage } from "../step.js";
import { type Code, type Local, SIMD } from "./assembler.js";
import { eventsPerVector, LOW_HALVES } from "./lane-ops.js";

type Bits = Storage["bits"];

/** From `bits` to twice as many: by a load, and of a vector's lower and upper half. */
interface Widening {
  readonly load: number;
  readonly low: number;
  readonly high: number;
}

const SIGNED: Readonly<Partial<Record<Bits, Widening>>> = {
  8: { load: SIMD.load8x8s, low: SIMD.i16x8ExtendLowI8x16s, high: SIMD.i16x8ExtendHighI8x16s },
  16: { load: SIMD.load16x4s, low: SIMD.i32x4ExtendLowI16x8s, high: SIMD.i32x4ExtendHighI16x8s },
  32: { load: SIMD.load32x2s, low: SIMD.i64x2ExtendLowI32x4s, high: SIMD.i64x2ExtendHighI32x4s },
};

const UNSIGNED: typeof SIGNED = {
  8: { load: SIMD.load8x8u, low: SIMD.i16x8ExtendLowI8x16u, high: SIMD.i16x8ExtendHighI8x16u },
  16: { load: SIMD.load16x4u, low: SIMD.i32x4ExtendLowI16x8u, high: SIMD.i32x4ExtendHighI16x8u },
  32: { load: SIMD.load32x2u, low: SIMD.i64x2ExtendLowI32x4u, high: SIMD.i64x2ExtendHighI32x4u },
};

/** Low halves of the 32-bit lanes of two vectors, as eight 16-bit lanes. */
const LOW_QUARTERS = [0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29] as const;

/**
 * Leaves on the stack, in lanes, the mantissas of one vector of events that lie from `address` + `offset` on. Of those that
 * do not fit the lanes as signed integers the low bits are kept.
 */
export function emitLoad(code: Code, storage: Storage, lanes: Lanes, address: Local, offset: number): void {
  const bytes = (eventsPerVector(lanes) * storage.bits) / 8;
  if (storage.bits > lanes) {
    emitLoad(code, storage, wider(lanes), address, offset);
    emitLoad(code, storage, wider(lanes), address, offset + bytes / 2);
    return code.simd(SIMD.shuffle, ...(lanes === 32 ? LOW_HALVES : LOW_QUARTERS));
  }
  code.get(address);
  if (bytes === 16) return code.memory(SIMD.load, offset, true);
  if (bytes === 8) return code.memory(widening(storage.bits, storage.signed).load, offset, true);
  code.memory(bytes === 4 ? SIMD.load32Zero : SIMD.load16Splat, offset, true);
  emitWiden(code, storage, lanes);
}

/** Widens the first lanes of the vector on the stack from `storage` to `lanes`. */
export function emitWiden(code: Code, storage: Storage, lanes: Lanes): void {
  for (let { bits } = storage; bits < lanes; bits = wider(bits)) code.simd(widening(bits, storage.signed).low);
}

/** Stores one vector of events from lanes from `address` + `offset` on; all fit the storage. */
export function emitStore(
  code: Code,
  storage: Storage,
  lanes: Lanes,
  address: Local,
  offset: number,
  value: Local,
): void {
  const bytes = (eventsPerVector(lanes) * storage.bits) / 8;
  if (storage.bits > lanes) return storeWidened(code, storage, lanes, address, offset, value);
  code.get(address);
  code.get(value);
  if (bytes === 16) return code.memory(SIMD.store, offset, true);
  emitNarrow(code, storage, lanes);
  code.memory(bytes === 8 ? SIMD.store64Lane : bytes === 4 ? SIMD.store32Lane : SIMD.store16Lane, offset, true, 0);
}

/** Sign extension is right for unsigned storage too: lanes that fit it are not negative. */
function storeWidened(code: Code, storage: Storage, lanes: Lanes, address: Local, offset: number, value: Local): void {
  const { low, high } = widening(lanes, true);
  const bytes = (eventsPerVector(lanes) * storage.bits) / 8;
  const part = code.local("v128");
  [low, high].forEach((widen, i) => {
    code.get(value);
    code.simd(widen);
    code.set(part);
    emitStore(code, storage, wider(lanes), address, offset + (i * bytes) / 2, part);
  });
  code.release("v128", part);
}

/** Narrows the vector on the stack into the first lanes of the storage's width; saturation changes none that fit. */
function emitNarrow(code: Code, { bits, signed }: Storage, lanes: Lanes): void {
  const part = code.local("v128");
  for (let from: number = lanes; from > bits; from /= 2) {
    code.tee(part);
    code.get(part);
    if (from === 64) code.simd(SIMD.shuffle, ...LOW_HALVES);
    else if (from === 32) code.simd(signed ? SIMD.i16x8NarrowI32x4s : SIMD.i16x8NarrowI32x4u);
    else code.simd(signed ? SIMD.i8x16NarrowI16x8s : SIMD.i8x16NarrowI16x8u);
  }
  code.release("v128", part);
}

function widening(bits: Bits, signed: boolean): Widening {
  return must((signed ? SIGNED : UNSIGNED)[bits], "widening of 64 bits");
}

function wider(bits: Bits): Lanes {
  return bits === 8 ? 16 : bits === 16 ? 32 : 64;
}
