import { hull, type Interval } from "../../fixed/interval.js";
import type { Lanes, Storage } from "../step.js";
import { type Code, type Local, SIMD } from "./assembler.js";
import { eventsPerVector, LANE_OPS, splat } from "./lane-ops.js";
import type { DataArea } from "./layout.js";
import { littleEndian } from "./little-endian.js";
import { emitWiden } from "./storage.js";

/** Leaves table[a] on the stack for every lane of `position`; positions lie in `range`. */
export function emitEntry(
  code: Code,
  data: DataArea,
  lanes: Lanes,
  position: Local,
  range: Interval,
  table: readonly bigint[],
): void {
  // Entries that no position reaches may not fit the lanes; they are never read.
  const reached = table.slice(Number(range.lo), Number(range.hi) + 1);
  const { lo, hi } = hull(reached);
  if (range.hi < 16n && hi - lo < 256n) return emitShuffled(code, lanes, position, table, lo);
  emitGather(code, data, lanes, position, table.slice(0, Number(range.hi) + 1), storageOf({ lo, hi }));
}

/** Up to 16 entries, kept as bytes above the least one: a byte shuffle picks them. */
function emitShuffled(code: Code, lanes: Lanes, position: Local, table: readonly bigint[], lo: bigint): void {
  const bytes = new Uint8Array(16);
  bytes.set(
    littleEndian(
      8,
      table.slice(0, 16).map((entry) => entry - lo),
    ),
  );
  code.get(code.constant(bytes));
  // Bytes other than a lane's lowest pick position 255, which gives 0.
  code.get(position);
  code.get(code.constant(splat(lanes, -256n)));
  code.simd(SIMD.or);
  code.simd(SIMD.swizzle);
  if (lo === 0n) return;
  code.get(code.constant(splat(lanes, lo)));
  code.simd(LANE_OPS[lanes].add);
}

/** Entries in the narrowest storage that holds them, gathered one by one and widened together. */
function emitGather(
  code: Code,
  data: DataArea,
  lanes: Lanes,
  position: Local,
  table: readonly bigint[],
  storage: Storage,
): void {
  const address = data.add(littleEndian(storage.bits, table));
  const events = eventsPerVector(lanes);
  const offsets = code.local("v128");
  code.get(position);
  if (storage.bits > 8) {
    code.i32(Math.log2(storage.bits / 8));
    code.simd(LANE_OPS[lanes].shl);
  }
  code.set(offsets);
  for (let lane = events - 1; lane >= 0; lane--) {
    code.get(offsets);
    // Offsets are not negative as unsigned integers of a lane; of 64 bits the lower half says all.
    if (lanes === 16) code.simd(SIMD.i16x8ExtractU, lane);
    else code.simd(SIMD.i32x4Extract, (lane * lanes) / 32);
  }
  code.release("v128", offsets);
  code.get(code.constant(new Uint8Array(16)));
  for (let lane = 0; lane < events; lane++) code.memory(LOAD_LANE[storage.bits], address, true, lane);
  emitWiden(code, storage, lanes);
}

const LOAD_LANE = { 8: SIMD.load8Lane, 16: SIMD.load16Lane, 32: SIMD.load32Lane, 64: SIMD.load64Lane } as const;

function storageOf({ lo, hi }: Interval): Storage {
  for (const bits of [8, 16, 32] as const) {
    const limit = 1n << BigInt(bits);
    if (lo >= 0n && hi < limit) return { bits, signed: false };
    if (lo >= -limit / 2n && hi < limit / 2n) return { bits, signed: true };
  }
  return { bits: 64, signed: true };
}
