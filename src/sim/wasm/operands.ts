import { must } from "../../support/errors.js";
import type { Feed, Lanes, Storage, View } from "../step.js";
import { type Code, type Local, OP } from "./assembler.js";
import type { Turn } from "./event-loop.js";
import { LANE_OPS, splat } from "./lane-ops.js";
import type { Layout } from "./layout.js";
import { littleEndian } from "./little-endian.js";
import { emitLoad, emitStore } from "./storage.js";

/** What a port or an output of a program is at one place. */
export type Operand = { readonly kind: "constant"; readonly vector: Local } | Row;

/** The row at the address in the local `base`, if there is one, plus `offset`. */
export interface Row {
  readonly kind: "row";
  readonly storage: Storage;
  readonly base: Local | undefined;
  readonly offset: number;
}

/** One field of the records of a table: its width and its value in each. */
export interface Column {
  readonly bits: 16 | 32 | 64;
  readonly values: readonly bigint[];
}

/** A table in the data area: records of fields, `stride` bytes apart from `begin` to `end`. */
export interface Table {
  readonly begin: number;
  readonly end: number;
  readonly stride: number;
  /** Byte of each column within its record. */
  readonly offsets: readonly number[];
}

export function addTable(layout: Layout, columns: readonly Column[]): Table {
  let stride = 0;
  const offsets = columns.map(({ bits }) => (stride += bits / 8) - bits / 8);
  const records = columns[0]?.values.length ?? 0;
  const bytes = new Uint8Array(records * stride);
  columns.forEach(({ bits, values }, c) => {
    const packed = littleEndian(bits, values);
    const size = bits / 8;
    for (let r = 0; r < records; r++) {
      bytes.set(packed.subarray(r * size, (r + 1) * size), r * stride + must(offsets[c], "offset"));
    }
  });
  const begin = layout.data.add(bytes);
  return { begin, end: begin + bytes.length, stride, offsets };
}

/** What a table keeps of a feed: addresses of rows, or the constants. */
export function feedColumn(layout: Layout, lanes: Lanes, feed: Feed): Column {
  return feed.kind === "constants" ? { bits: lanes, values: feed.values } : viewColumn(layout, feed.view);
}

export function viewColumn(layout: Layout, view: View): Column {
  return { bits: 32, values: Array.from(view.row, (_, k) => BigInt(layout.addressOf(view, k))) };
}

/** Reads a feed's field of the record that the local `record` points to. */
export function feedOfRecord(code: Code, lanes: Lanes, feed: Feed, record: Local, offset: number): Operand {
  if (feed.kind === "rows") return rowOfRecord(code, feed.view, record, offset);
  const vector = code.local("v128");
  code.get(record);
  code.memory(LANE_OPS[lanes].loadSplat, offset, true);
  code.set(vector);
  return { kind: "constant", vector };
}

/** The row whose address is a field of the record. */
export function rowOfRecord(
  code: Code,
  { storage }: Pick<View, "storage">,
  record: Local,
  offset: number,
): Operand & { readonly kind: "row" } {
  const base = code.local("i32");
  code.get(record);
  code.memory(OP.i32Load, offset);
  code.set(base);
  return { kind: "row", storage, base, offset: 0 };
}

/** A feed at one place that is known here and now. */
export function feedAt(code: Code, layout: Layout, lanes: Lanes, feed: Feed, place: number): Operand {
  if (feed.kind === "rows") return rowAt(layout, feed.view, place);
  return { kind: "constant", vector: code.constant(splat(lanes, must(feed.values[place], "constant feed"))) };
}

export function rowAt(layout: Layout, view: View, place: number): Operand {
  return { kind: "row", storage: view.storage, base: undefined, offset: layout.addressOf(view, place) };
}

/** Leaves one of the turn's vectors of an operand on the stack. */
export function loadOperand(code: Code, lanes: Lanes, operand: Operand, turn: Turn, ahead: number): void {
  if (operand.kind === "constant") return code.get(operand.vector);
  atRow(code, operand, turn, ahead, (address, offset) => emitLoad(code, operand.storage, lanes, address, offset));
}

export function storeOperand(
  code: Code,
  lanes: Lanes,
  operand: Operand,
  turn: Turn,
  ahead: number,
  value: Local,
): void {
  if (operand.kind === "constant") return;
  atRow(code, operand, turn, ahead, (address, offset) =>
    emitStore(code, operand.storage, lanes, address, offset, value),
  );
}

function atRow(
  code: Code,
  { storage, base, offset }: Row,
  turn: Turn,
  ahead: number,
  body: (address: Local, offset: number) => void,
): void {
  const before = turn.before(storage.bits);
  const from = offset + (ahead * storage.bits) / 8;
  if (base === undefined) return body(before, from);
  const address = code.local("i32");
  code.get(base);
  code.get(before);
  code.op(OP.i32Add);
  code.set(address);
  body(address, from);
  code.release("i32", address);
}
