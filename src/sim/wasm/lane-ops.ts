import type { Lanes } from "../step.js";
import { SIMD } from "./assembler.js";
import { littleEndian } from "./little-endian.js";

/** Instructions on lanes of one width. */
export interface LaneOps {
  readonly add: number;
  readonly sub: number;
  readonly mul: number;
  readonly lt: number;
  readonly gt: number;
  readonly ne: number;
  readonly shl: number;
  readonly shr: number;
  /** Loads one integer into all lanes. */
  readonly loadSplat: number;
  /** Undefined where the vector extension has none. */
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export const LANE_OPS: Readonly<Record<Lanes, LaneOps>> = {
  16: {
    add: SIMD.i16x8Add,
    sub: SIMD.i16x8Sub,
    mul: SIMD.i16x8Mul,
    lt: SIMD.i16x8LtS,
    gt: SIMD.i16x8GtS,
    ne: SIMD.i16x8Ne,
    shl: SIMD.i16x8Shl,
    shr: SIMD.i16x8ShrS,
    loadSplat: SIMD.load16Splat,
    min: SIMD.i16x8MinS,
    max: SIMD.i16x8MaxS,
  },
  32: {
    add: SIMD.i32x4Add,
    sub: SIMD.i32x4Sub,
    mul: SIMD.i32x4Mul,
    lt: SIMD.i32x4LtS,
    gt: SIMD.i32x4GtS,
    ne: SIMD.i32x4Ne,
    shl: SIMD.i32x4Shl,
    shr: SIMD.i32x4ShrS,
    loadSplat: SIMD.load32Splat,
    min: SIMD.i32x4MinS,
    max: SIMD.i32x4MaxS,
  },
  64: {
    add: SIMD.i64x2Add,
    sub: SIMD.i64x2Sub,
    mul: SIMD.i64x2Mul,
    lt: SIMD.i64x2LtS,
    gt: SIMD.i64x2GtS,
    ne: SIMD.i64x2Ne,
    shl: SIMD.i64x2Shl,
    shr: SIMD.i64x2ShrS,
    loadSplat: SIMD.load64Splat,
    min: undefined,
    max: undefined,
  },
};

/** The immediates of a shuffle that takes these lanes, of so many bytes each; those of the second vector come on top. */
export function bytesOfLanes(size: number, lanes: readonly number[]): number[] {
  return lanes.flatMap((lane) => Array.from({ length: size }, (_, i) => lane * size + i));
}

/** Low halves of the 64-bit lanes of two vectors, as four 32-bit lanes. */
export const LOW_HALVES = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27] as const;

/** The upper 64 bits of a vector in its lower 64. */
export const UPPER = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** A vector with the same integer in all lanes. */
export function splat(lanes: Lanes, value: bigint): Uint8Array {
  return littleEndian(lanes, new Array<bigint>(128 / lanes).fill(value));
}

/** Events that one vector holds. */
export function eventsPerVector(lanes: Lanes): number {
  return 128 / lanes;
}
