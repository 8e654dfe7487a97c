import { hull, type Interval } from "../../fixed/interval.js";
import type { Cell } from "../../netlist/cell.js";
import type { Lanes, Storage } from "../step.js";
import { type Code, type Local, SIMD } from "./assembler.js";
import { eventsPerVector, LANE_OPS, splat } from "./lane-ops.js";
import type { DataArea } from "./layout.js";
import { littleEndian } from "./little-endian.js";
import { emitWiden } from "./storage.js";

/** A table in the data area. */
interface Packed {
  readonly address: number;
  readonly storage: Storage;
}

/** Tables that cells have put into a data area: programs are emitted many times, large tables take long to pack. */
const packed = new WeakMap<DataArea, Map<EntryCell, Packed>>();

type EntryCell = Extract<Cell, { readonly op: "entry" }>;

/** Leaves table[a] on the stack for every lane of `position`; positions lie in `range`. */
export function emitEntry(
  code: Code,
  data: DataArea,
  lanes: Lanes,
  position: Local,
  range: Interval,
  cell: EntryCell,
): void {
  if (range.hi < 16n) {
    const { lo, hi } = reached(cell, range);
    if (hi - lo < 256n) return emitShuffled(code, lanes, position, cell.table, lo);
  }
  const tables = packed.get(data) ?? new Map<EntryCell, Packed>();
  packed.set(data, tables);
  const known = tables.get(cell) ?? pack(data, cell, range);
  tables.set(cell, known);
  emitGather(code, lanes, position, known);
}

/** Bounds of the entries that positions reach; others are never read and may not fit the lanes. */
function reached({ table }: EntryCell, { lo, hi }: Interval): Interval {
  return hull(table.slice(Number(lo), Number(hi) + 1));
}

/** The entries in the narrowest storage that holds them. */
function pack(data: DataArea, cell: EntryCell, range: Interval): Packed {
  const storage = storageOf(reached(cell, range));
  return { address: data.add(littleEndian(storage.bits, cell.table.slice(0, Number(range.hi) + 1))), storage };
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

/** Entries one by one, widened together. */
function emitGather(code: Code, lanes: Lanes, position: Local, { address, storage }: Packed): void {
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
