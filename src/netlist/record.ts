import type { Interval } from "../fixed/interval.js";
import { must } from "../support/errors.js";
import { type Cell, type Netlist, operandsOf, type Wire, withOperands } from "./cell.js";
import { type Computed, narrowed, rangeOfCell, rangeOfSelect } from "./range.js";

/** Cells in the order in which they are made, each with its proven interval, none twice. */
export interface Recorder {
  readonly input: (range: Interval) => Wire;
  readonly constant: (value: bigint) => Wire;
  /** The wire of a cell: of an equal one where there is one, of a constant where its interval is one value. */
  readonly wireOf: (cell: Computed) => Wire;
  /** Counts values of `a` outside of `range`; every call counts, so equal ones are not shared. */
  readonly tally: (a: Wire, range: Interval, counter: number) => void;
  readonly assume: (wire: Wire, range: Interval) => Wire;
  readonly rangeOf: (wire: Wire) => Interval;
  readonly cellOf: (wire: Wire) => Cell;
  readonly finish: (outputs: readonly Wire[]) => Netlist;
}

export function createRecorder(): Recorder {
  const cells: Cell[] = [];
  const ranges: Interval[] = [];
  const ports: Interval[] = [];
  const wires = new Map<string, Wire>();
  const tables = new Map<readonly bigint[], number>();

  const rangeOf = (wire: Wire): Interval => must(ranges[wire], "interval of a wire");
  const cellOf = (wire: Wire): Cell => must(cells[wire], "cell of a wire");
  const push = (cell: Cell, range: Interval): Wire => {
    ranges.push(range);
    return cells.push(cell) - 1;
  };
  const share = (cell: Computed, range: Interval): Wire => {
    const key = keyOf(cell, tables);
    const known = wires.get(key) ?? push(cell, range);
    wires.set(key, known);
    return known;
  };
  const constant = (value: bigint): Wire => share({ op: "const", value }, { lo: value, hi: value });
  const settled = (range: Interval): boolean => range.lo === range.hi;

  return {
    input: (range) => {
      const port = ports.push(range) - 1;
      return settled(range) ? constant(range.lo) : push({ op: "input", port }, range);
    },
    constant,
    wireOf: (cell) => {
      const range = cell.op === "select" ? rangeOfSelect(cell, rangeOf, cellOf) : rangeOfCell(cell, rangeOf);
      return settled(range) ? constant(range.lo) : share(cell, range);
    },
    tally: (a, range, counter) => {
      push({ op: "tally", a, lo: range.lo, hi: range.hi, counter }, rangeOf(a));
    },
    assume: (wire, told) => {
      const range = narrowed(wire, rangeOf(wire), told);
      ranges[wire] = range;
      return settled(range) ? constant(range.lo) : wire;
    },
    rangeOf,
    cellOf,
    finish: (outputs) => ({ ...live(cells, ranges, outputs), ports: [...ports] }),
  };
}

/** Cells with the same key have the same value. */
function keyOf(cell: Computed, tables: Map<readonly bigint[], number>): string {
  const operands = operandsOf(cell).join(" ");
  switch (cell.op) {
    case "const":
      return `const ${cell.value}`;
    case "shl":
    case "shr":
      return `${cell.op} ${operands} ${cell.bits}`;
    case "wrap":
      return `wrap ${operands} ${cell.signed} ${cell.width}`;
    case "entry": {
      const number = tables.get(cell.table) ?? tables.size;
      tables.set(cell.table, number);
      return `entry ${operands} ${number}`;
    }
    default:
      return `${cell.op} ${operands}`;
  }
}

/** What the outputs and the counters need, renumbered. */
function live(
  cells: readonly Cell[],
  ranges: readonly Interval[],
  outputs: readonly Wire[],
): Pick<Netlist, "cells" | "ranges" | "outputs"> {
  const needed = new Uint8Array(cells.length);
  for (const wire of outputs) needed[wire] = 1;
  for (let wire = cells.length - 1; wire >= 0; wire--) {
    const cell = must(cells[wire], "cell");
    if (cell.op === "tally") needed[wire] = 1;
    if (needed[wire] === 1) for (const operand of operandsOf(cell)) needed[operand] = 1;
  }
  const kept: Cell[] = [];
  const numbers = new Int32Array(cells.length);
  const renumber = (wire: Wire): Wire => must(numbers[wire], "number of a wire");
  for (const [wire, cell] of cells.entries()) {
    if (needed[wire] === 1) numbers[wire] = kept.push(withOperands(cell, renumber)) - 1;
  }
  return { cells: kept, ranges: ranges.filter((_, wire) => needed[wire] === 1), outputs: outputs.map(renumber) };
}
