import type { Interval } from "../../fixed/interval.js";
import { type Cell, type Netlist, operandsOf, type Wire } from "../../netlist/cell.js";
import type { Lanes, Storage, View } from "../step.js";

const STORED_BITS = [8, 16, 32, 64] as const;

/** The smallest storage that holds the interval, signed where both do; undefined beyond 64 bits. */
export function storageOf(range: Interval): Storage | undefined {
  for (const bits of STORED_BITS) {
    if (fitsSigned(range, bits)) return { bits, signed: true };
    if (range.lo >= 0n && range.hi < 1n << BigInt(bits)) return { bits, signed: false };
  }
  return undefined;
}

export function fitsSigned({ lo, hi }: Interval, bits: number): boolean {
  const half = 1n << BigInt(bits - 1);
  return lo >= -half && hi < half;
}

/** All rows of one buffer, in order. */
export function wholeBuffer(buffer: number, storage: Storage, rows: number): View {
  return { storage, buffer: new Int32Array(rows).fill(buffer), row: Int32Array.from({ length: rows }, (_, k) => k) };
}

export function selectRows(view: View, at: ArrayLike<number>): View {
  return {
    storage: view.storage,
    buffer: Int32Array.from(at, (k) => view.buffer[k] ?? 0),
    row: Int32Array.from(at, (k) => view.row[k] ?? 0),
  };
}

/** The narrowest lanes that the programs run in exactly; undefined where 64 bits are too few. */
export function lanesOf(...programs: readonly Netlist[]): Lanes | undefined {
  const needed = Math.max(...programs.map(neededBits));
  return ([16, 32, 64] as const).find((lanes) => lanes >= needed);
}

/**
 * Bits that lanes need: each wire's own, or fewer where all that is made of it goes into a wrap, which only looks at low
 * bits that sums, products and left shifts of low bits have right.
 */
function neededBits({ cells, ranges, outputs }: Netlist): number {
  const wanted = new Array<number>(cells.length).fill(0);
  const want = (wire: number, bits: number): void => {
    wanted[wire] = Math.max(wanted[wire] ?? 0, bits);
  };
  for (const wire of outputs) want(wire, Number.POSITIVE_INFINITY);
  let most = 1;
  for (let wire = cells.length - 1; wire >= 0; wire--) {
    const [cell, range] = [cells[wire], ranges[wire]];
    // A counter looks at its operand whole, and nobody reads it.
    if (cell?.op === "tally") want(cell.a, Number.POSITIVE_INFINITY);
    if (cell === undefined || range === undefined || wanted[wire] === 0) continue;
    const own = signedBits(range);
    const low = Math.min(wanted[wire] ?? own, own);
    most = Math.max(most, low);
    for (const [operand, bits] of bitsOfOperands(cell, low < own ? low : Number.POSITIVE_INFINITY)) want(operand, bits);
  }
  return most;
}

/** The operands of a cell, each with how many of its low bits the cell looks at if only `low` of its own are wanted. */
function bitsOfOperands(cell: Cell, low: number): readonly (readonly [wire: Wire, bits: number])[] {
  // What a counter looks at is wanted whether or not its wire is.
  if (cell.op === "tally") return [];
  const keepsLow = cell.op === "add" || cell.op === "sub" || cell.op === "mul" || cell.op === "shl";
  const bits = cell.op === "wrap" ? cell.width : keepsLow ? low : Number.POSITIVE_INFINITY;
  return operandsOf(cell).map((wire) => [wire, bits] as const);
}

export function signedBits({ lo, hi }: Interval): number {
  const magnitude = hi > -lo - 1n ? hi : -lo - 1n;
  return magnitude <= 0n ? 1 : magnitude.toString(2).length + 1;
}
