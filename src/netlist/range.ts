import { divide, hull, type Interval, multiply, square } from "../fixed/interval.js";
import { bitLength } from "../fixed/types.js";
import { assertNever, InternalError } from "../support/errors.js";
import type { Cell, Wire } from "./cell.js";

/** A cell whose value follows from the cells before it, and that does nothing else. */
export type Computed = Exclude<Cell, { readonly op: "input" | "tally" }>;

/** Where the values of a cell lie, from where its operands' values lie. */
export function rangeOfCell(cell: Computed, rangeOf: (wire: Wire) => Interval): Interval {
  switch (cell.op) {
    case "const":
      return { lo: cell.value, hi: cell.value };
    case "add":
    case "sub":
    case "mul":
    case "quotient":
    case "min":
    case "max":
      return cell.op === "mul" && cell.a === cell.b
        ? square(rangeOf(cell.a))
        : rangeOfPair(cell.op, rangeOf(cell.a), rangeOf(cell.b));
    case "shl":
      return monotone(rangeOf(cell.a), (value) => value << BigInt(cell.bits));
    case "shr":
      return monotone(rangeOf(cell.a), (value) => value >> BigInt(cell.bits));
    case "wrap":
      return rangeOfWrap(cell, rangeOf(cell.a));
    case "select":
      return union(rangeOf(cell.less), rangeOf(cell.otherwise));
    case "entry": {
      const { lo, hi } = rangeOf(cell.a);
      return hull(cell.table.slice(Number(lo), Number(hi) + 1));
    }
    default:
      return assertNever(cell, "cell");
  }
}

function rangeOfPair(op: "add" | "sub" | "mul" | "quotient" | "min" | "max", a: Interval, b: Interval): Interval {
  switch (op) {
    case "add":
      return { lo: a.lo + b.lo, hi: a.hi + b.hi };
    case "sub":
      return { lo: a.lo - b.hi, hi: a.hi - b.lo };
    case "mul":
      return multiply(a, b);
    case "quotient":
      return divide(a, b);
    case "min":
      return { lo: hull([a.lo, b.lo]).lo, hi: hull([a.hi, b.hi]).lo };
    case "max":
      return { lo: hull([a.lo, b.lo]).hi, hi: hull([a.hi, b.hi]).hi };
    default:
      return assertNever(op, "cell");
  }
}

/** Values that lie in one period of the type stay in order; others are everything that the type holds. */
function rangeOfWrap(cell: { readonly signed: boolean; readonly width: number }, a: Interval): Interval {
  const period = 1n << BigInt(cell.width);
  const low = cell.signed ? -period / 2n : 0n;
  const ends = monotone(a, (value) => wrapped(value, cell));
  return a.hi - a.lo < period && ends.lo <= ends.hi ? ends : { lo: low, hi: low + period - 1n };
}

export function wrapped(value: bigint, to: { readonly signed: boolean; readonly width: number }): bigint {
  return to.signed ? BigInt.asIntN(to.width, value) : BigInt.asUintN(to.width, value);
}

/** How far below a branch of a `select` its condition is pursued. */
const PURSUED = 3;

/**
 * Where the values of a `select` lie: in each branch its condition is known. So |x| = select(x, 0, -x, x) is never
 * negative, and zeroing what lies outside a type leaves the type.
 */
export function rangeOfSelect(
  cell: Cell & { readonly op: "select" },
  rangeOf: (wire: Wire) => Interval,
  cellOf: (wire: Wire) => Cell,
): Interval {
  const { a, b } = cell;
  const [x, y] = [rangeOf(a), rangeOf(b)];
  const less = new Map([
    [a, { lo: x.lo, hi: y.hi - 1n }],
    [b, { lo: x.lo + 1n, hi: y.hi }],
  ]);
  const otherwise = new Map([
    [a, { lo: y.lo, hi: x.hi }],
    [b, { lo: y.lo, hi: x.hi }],
  ]);
  const under = (wire: Wire, known: ReadonlyMap<Wire, Interval>, depth: number): Interval => {
    const held = rangeOf(wire);
    const told = known.get(wire);
    if (told !== undefined) return intersection(held, told) ?? held;
    const driver = cellOf(wire);
    if (driver.op === "input" || driver.op === "tally" || depth === 0) return held;
    const derived = rangeOfCell(driver, (operand) => under(operand, known, depth - 1));
    return intersection(held, derived) ?? held;
  };
  return union(under(cell.less, less, PURSUED), under(cell.otherwise, otherwise, PURSUED));
}

export function intersection(a: Interval, b: Interval): Interval | undefined {
  const lo = a.lo > b.lo ? a.lo : b.lo;
  const hi = a.hi < b.hi ? a.hi : b.hi;
  return lo <= hi ? { lo, hi } : undefined;
}

export function within(inner: Interval, outer: Interval): boolean {
  return inner.lo >= outer.lo && inner.hi <= outer.hi;
}

/** Least L with -2^L <= value < 2^L for all values: shifting right by L or more leaves the sign, 0 or -1. */
export function magnitudeBits({ lo, hi }: Interval): number {
  const most = hull([lo < 0n ? ~lo : lo, hi < 0n ? ~hi : hi]).hi;
  return bitLength(most);
}

export function narrowed(wire: Wire, held: Interval, told: Interval): Interval {
  const both = intersection(held, told);
  if (both === undefined)
    throw new InternalError(`wire ${wire} in [${held.lo}, ${held.hi}] is said to lie in [${told.lo}, ${told.hi}]`);
  return both;
}

function monotone({ lo, hi }: Interval, map: (value: bigint) => bigint): Interval {
  return { lo: map(lo), hi: map(hi) };
}

function union(a: Interval, b: Interval): Interval {
  return hull([a.lo, a.hi, b.lo, b.hi]);
}
