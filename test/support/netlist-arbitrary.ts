import fc from "fast-check";
import type { Interval } from "../../src/fixed/interval.js";
import type { Cell, Netlist, Wire } from "../../src/netlist/cell.js";
import { type Computed, rangeOfCell } from "../../src/netlist/range.js";
import type { Lanes, Storage } from "../../src/sim/step.js";
import { must } from "../../src/support/errors.js";

/** Shape of a random netlist; ports say where their values lie. */
export interface NetlistShape {
  readonly lanes: Lanes;
  readonly ports: readonly Interval[];
  readonly cells: number;
  readonly counters: number;
}

/** Random numbers, which a failing test shrinks. */
export type Pick = (below: number) => number;

export const KINDS = [
  "add",
  "sub",
  "mul",
  "quotient",
  "min",
  "max",
  "shl",
  "shr",
  "wrap",
  "select",
  "entry",
  "tally",
] as const;

/**
 * A netlist of all kinds of cells that is exact in the lanes: wires that don't fit go on into sums, products, left shifts
 * and wraps only. Outputs are the last wires that fit.
 */
export function randomNetlist({ lanes, ports, cells: wanted, counters }: NetlistShape, pick: Pick): Netlist {
  const cells: Cell[] = [];
  const ranges: Interval[] = [];
  const push = (cell: Cell, range: Interval): void => {
    cells.push(cell);
    ranges.push(range);
  };
  ports.forEach((range, port) => push({ op: "input", port }, range));
  const range = (wire: Wire): Interval => must(ranges[wire], "range");
  const fitting = (): Wire[] => ranges.flatMap((r, wire) => (fitsLanes(r, lanes) ? [wire] : []));
  // Late wires are taken more often, so that netlists get deep.
  const one = (wires: readonly Wire[]): Wire =>
    must(wires[Math.max(pick(wires.length), pick(wires.length))], "wire to choose");
  for (let made = 0; made < wanted; made++) {
    push({ op: "const", value: cornerOf(boundsOf(lanes), pick) }, { lo: 0n, hi: 0n });
    const value = (cells.at(-1) as { value: bigint }).value;
    ranges[ranges.length - 1] = { lo: value, hi: value };
    const kind = must(KINDS[pick(KINDS.length)], "kind");
    const cell = randomCell(
      kind,
      lanes,
      counters,
      pick,
      () => one(fitting()),
      () => one([...cells.keys()]),
      range,
    );
    if (cell === undefined) continue;
    const result = cell.op === "tally" ? range(cell.a) : rangeOfCell(cell, range);
    // Modulo 2^lanes all is right, but intervals without bound would tell nothing.
    if (result.hi - result.lo < 1n << 200n) push(cell, result);
  }
  return { cells, ranges, ports, outputs: fitting().slice(-6) };
}

function randomCell(
  kind: (typeof KINDS)[number],
  lanes: Lanes,
  counters: number,
  pick: Pick,
  exact: () => Wire,
  loose: () => Wire,
  range: (wire: Wire) => Interval,
): Computed | Extract<Cell, { op: "tally" }> | undefined {
  switch (kind) {
    case "add":
    case "sub":
    case "mul":
      return { op: kind, a: loose(), b: loose() };
    case "quotient": {
      const cell = { op: kind, a: exact(), b: exact() };
      return fitsLanes(rangeOfCell(cell, range), lanes) ? cell : undefined;
    }
    case "min":
    case "max":
      return { op: kind, a: exact(), b: exact() };
    case "shl":
      return { op: kind, a: loose(), bits: pick(pick(4) === 0 ? 80 : 9) };
    case "shr":
      return { op: kind, a: exact(), bits: pick(lanes + 9) };
    case "wrap":
      return { op: kind, a: loose(), signed: pick(2) === 0, width: 1 + pick(lanes - 1) };
    case "select":
      return { op: kind, a: exact(), b: exact(), less: exact(), otherwise: exact() };
    case "entry": {
      const a = exact();
      if (range(a).lo < 0n || range(a).hi > 300n) return undefined;
      const bounds = pick(2) === 0 ? boundsOf(lanes) : { lo: BigInt(-pick(200)), hi: BigInt(pick(200)) };
      return {
        op: kind,
        a,
        table: Array.from({ length: Number(range(a).hi) + 1 + pick(3) }, () => cornerOf(bounds, pick)),
      };
    }
    case "tally": {
      const ends = [cornerOf(boundsOf(lanes), pick), cornerOf(boundsOf(lanes), pick)].sort((a, b) => (a < b ? -1 : 1));
      const [lo, hi] = [must(ends[0], "end"), must(ends[1], "end")];
      return counters === 0 ? undefined : { op: kind, a: exact(), lo, hi, counter: pick(counters) };
    }
    default:
      return kind satisfies never;
  }
}

export function boundsOf(bits: number): Interval {
  const half = 1n << BigInt(bits - 1);
  return { lo: -half, hi: half - 1n };
}

function fitsLanes({ lo, hi }: Interval, lanes: Lanes): boolean {
  return lo >= boundsOf(lanes).lo && hi <= boundsOf(lanes).hi;
}

/** An end of the interval, a small integer, or any between. */
export function cornerOf({ lo, hi }: Interval, pick: Pick): bigint {
  const small = BigInt(pick(9) - 4);
  const kind = pick(5);
  if (kind < 2) return kind === 0 ? lo : hi;
  if (kind < 4 && small >= lo && small <= hi) return small;
  let any = 0n;
  for (let i = 0; i < 5; i++) any = (any << 16n) + BigInt(pick(65_536));
  return lo + (any % (hi - lo + 1n));
}

/** Interval within the bits, of any size. */
export function intervalIn(bits: number, signed: boolean, pick: Pick): Interval {
  const used = 1 + pick(bits);
  const all = signed ? boundsOf(used) : { lo: 0n, hi: (1n << BigInt(used)) - 1n };
  const [a, b] = [cornerOf(all, pick), cornerOf(all, pick)];
  return a < b ? { lo: a, hi: b } : { lo: b, hi: a };
}

/** Any storage that holds the interval. */
export function storageFor({ lo, hi }: Interval, pick: Pick): Storage {
  const all = ([8, 16, 32, 64] as const).flatMap((bits) => [
    ...(lo >= boundsOf(bits).lo && hi <= boundsOf(bits).hi ? [{ bits, signed: true }] : []),
    ...(lo >= 0n && hi < 1n << BigInt(bits) ? [{ bits, signed: false }] : []),
  ]);
  return must(all[pick(all.length)], "storage");
}

/** A stream of random numbers that follows from a seed. */
export const picks: fc.Arbitrary<Pick> = fc.integer({ min: 1, max: 2 ** 31 - 1 }).map((seed) => {
  let state = seed;
  const pick = (below: number): number => {
    // Marsaglia, "Xorshift RNGs", 2003.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  return Object.assign(pick, { toString: () => `seed ${seed}` });
});
