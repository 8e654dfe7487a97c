import type { Interval } from "../fixed/interval.js";
import { assertNever } from "../support/errors.js";

/** Number of the cell that drives it: its place in `Netlist.cells`. */
export type Wire = number;

/**
 * One scalar operation on integers. All are exact and no wire ever overflows: where bits are dropped there is a cell that
 * says so. Operands are wires of earlier cells.
 */
export type Cell =
  /** The value that the surroundings put on a port. */
  | { readonly op: "input"; readonly port: number }
  | { readonly op: "const"; readonly value: bigint }
  /** `quotient` is truncated toward zero; x / 0 is 0. */
  | { readonly op: "add" | "sub" | "mul" | "quotient" | "min" | "max"; readonly a: Wire; readonly b: Wire }
  /** a · 2^bits, and floor(a / 2^bits). */
  | { readonly op: "shl" | "shr"; readonly a: Wire; readonly bits: number }
  /** The integer of `width` bits, two's complement where signed, that is congruent to a modulo 2^width. */
  | { readonly op: "wrap"; readonly a: Wire; readonly signed: boolean; readonly width: number }
  /** a < b ? less : otherwise */
  | { readonly op: "select"; readonly a: Wire; readonly b: Wire; readonly less: Wire; readonly otherwise: Wire }
  /** table[a]; a lies in [0, table.length). */
  | { readonly op: "entry"; readonly a: Wire; readonly table: readonly bigint[] }
  /** a itself; adds one to a counter where a lies outside [lo, hi]. Counts whether or not its wire is used. */
  | { readonly op: "tally"; readonly a: Wire; readonly lo: bigint; readonly hi: bigint; readonly counter: number };

/** A scalar program: every wire with the interval that it is proven to lie in. */
export interface Netlist {
  readonly cells: readonly Cell[];
  readonly ranges: readonly Interval[];
  /** Interval of each input port. */
  readonly ports: readonly Interval[];
  readonly outputs: readonly Wire[];
}

/** Operands of a cell, in the order of its fields. */
export function operandsOf(cell: Cell): readonly Wire[] {
  switch (cell.op) {
    case "input":
    case "const":
      return [];
    case "add":
    case "sub":
    case "mul":
    case "quotient":
    case "min":
    case "max":
      return [cell.a, cell.b];
    case "shl":
    case "shr":
    case "wrap":
    case "entry":
    case "tally":
      return [cell.a];
    case "select":
      return [cell.a, cell.b, cell.less, cell.otherwise];
    default:
      return assertNever(cell, "cell");
  }
}

/** The same operation on other wires. */
export function withOperands(cell: Cell, renumber: (wire: Wire) => Wire): Cell {
  switch (cell.op) {
    case "input":
    case "const":
      return cell;
    case "shl":
    case "shr":
    case "wrap":
    case "entry":
    case "tally":
      return { ...cell, a: renumber(cell.a) };
    case "select": {
      const [less, otherwise] = [renumber(cell.less), renumber(cell.otherwise)];
      return { ...cell, a: renumber(cell.a), b: renumber(cell.b), less, otherwise };
    }
    default:
      return { ...cell, a: renumber(cell.a), b: renumber(cell.b) };
  }
}
