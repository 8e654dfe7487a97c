import type { Lanes, Storage } from "../step.js";
import { type Code, type Local, SIMD } from "./assembler.js";
import { eventsPerVector, LOW_HALVES } from "./lane-ops.js";

/** Widening loads, and widening of a vector's lower half and upper half, from `bits` to twice as many. */
const WIDEN = {
  8: {
    load: { signed: SIMD.load8x8s, unsigned: SIMD.load8x8u },
    low: { signed: SIMD.i16x8ExtendLowI8x16s, unsigned: SIMD.i16x8ExtendLowI8x16u },
    high: SIMD.i16x8ExtendHighI8x16s,
  },
  16: {
    load: { signed: SIMD.load16x4s, unsigned: SIMD.load16x4u },
    low: { signed: SIMD.i32x4ExtendLowI16x8s, unsigned: SIMD.i32x4ExtendLowI16x8u },
    high: SIMD.i32x4ExtendHighI16x8s,
  },
  32: {
    load: { signed: SIMD.load32x2s, unsigned: SIMD.load32x2u },
    low: { signed: SIMD.i64x2ExtendLowI32x4s, unsigned: SIMD.i64x2ExtendLowI32x4u },
    high: SIMD.i64x2ExtendHighI32x4s,
  },
} as const;

/**
 * Leaves on the stack, in lanes, the mantissas of one vector of events that lie from `address` + `offset` on. They fit the
 * lanes as signed integers, also where the storage is wider.
 */
export function emitLoad(code: Code, storage: Storage, lanes: Lanes, address: Local, offset: number): void {
  const { bits } = storage;
  const sign = storage.signed ? "signed" : "unsigned";
  if (bits > lanes) return loadNarrowed(code, storage, lanes, address, offset);
  code.get(address);
  if (bits === lanes) return code.memory(SIMD.load, offset, true);
  if (bits === 64) return;
  if (2 * bits === lanes) return code.memory(WIDEN[bits].load[sign], offset, true);
  code.memory(eventsPerVector(lanes) * bits === 32 ? SIMD.load32Zero : SIMD.load16Splat, offset, true);
  emitWiden(code, storage, lanes);
}

/** Widens the first lanes of the vector on the stack from `storage` to `lanes`. */
export function emitWiden(code: Code, storage: Storage, lanes: Lanes): void {
  const sign = storage.signed ? "signed" : "unsigned";
  for (let { bits } = storage; bits !== 64 && bits < lanes; bits = twice(bits)) code.simd(WIDEN[bits].low[sign]);
}

function loadNarrowed(code: Code, storage: Storage, lanes: Lanes, address: Local, offset: number): void {
  if (lanes === 64) return;
  emitLoad(code, storage, twice(lanes), address, offset);
  emitLoad(code, storage, twice(lanes), address, offset + (eventsPerVector(lanes) / 2) * (storage.bits / 8));
  if (lanes === 32) code.simd(SIMD.shuffle, ...LOW_HALVES);
  else code.simd(SIMD.i16x8NarrowI32x4s);
}

/** Stores one vector of events from lanes from `address` + `offset` on; all lanes fit the storage. */
export function emitStore(
  code: Code,
  storage: Storage,
  lanes: Lanes,
  address: Local,
  offset: number,
  value: Local,
): void {
  if (storage.bits > lanes) return storeWidened(code, storage, lanes, address, offset, value);
  code.get(address);
  code.get(value);
  if (storage.bits === lanes) return code.memory(SIMD.store, offset, true);
  const bytes = (eventsPerVector(lanes) * storage.bits) / 8;
  const part = code.local("v128");
  for (let bits: 8 | 16 | 32 | 64 = lanes; bits !== 8 && bits > storage.bits; bits = half(bits)) {
    code.tee(part);
    code.get(part);
    if (bits === 64) code.simd(SIMD.shuffle, ...LOW_HALVES);
    else code.simd(narrowing(bits, !storage.signed && half(bits) === storage.bits));
  }
  code.release("v128", part);
  code.memory(bytes === 8 ? SIMD.store64Lane : bytes === 4 ? SIMD.store32Lane : SIMD.store16Lane, offset, true, 0);
}

/** Sign extension is right for unsigned storage too: what fits it is not negative. */
function storeWidened(code: Code, storage: Storage, lanes: Lanes, address: Local, offset: number, value: Local): void {
  if (lanes === 64) return;
  const part = code.local("v128");
  [WIDEN[lanes].low.signed, WIDEN[lanes].high].forEach((widen, i) => {
    code.get(value);
    code.simd(widen);
    code.set(part);
    emitStore(code, storage, twice(lanes), address, offset + (i * eventsPerVector(lanes) * storage.bits) / 16, part);
  });
  code.release("v128", part);
}

function narrowing(bits: 16 | 32, unsigned: boolean): number {
  if (bits === 32) return unsigned ? SIMD.i16x8NarrowI32x4u : SIMD.i16x8NarrowI32x4s;
  return unsigned ? SIMD.i8x16NarrowI16x8u : SIMD.i8x16NarrowI16x8s;
}

function twice<B extends 8 | 16 | 32>(bits: B): B extends 8 ? 16 : B extends 16 ? 32 : 64 {
  return (2 * bits) as B extends 8 ? 16 : B extends 16 ? 32 : 64;
}

function half<B extends 16 | 32 | 64>(bits: B): B extends 16 ? 8 : B extends 32 ? 16 : 32 {
  return (bits / 2) as B extends 16 ? 8 : B extends 32 ? 16 : 32;
}
