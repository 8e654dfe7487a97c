import { hull, type Interval } from "../../fixed/interval.js";
import { type Cell, type Netlist, operandsOf, type Wire } from "../../netlist/cell.js";
import { assertNever, must } from "../../support/errors.js";
import type { Lanes } from "../step.js";
import { type Constants, laneLiteral, literal } from "./text.js";

/** Where a program's values come from and go to, in C++. */
export interface Ends {
  /** The expression of an input port, of the type of the lanes. */
  readonly load: (port: number) => string;
  /** The statement that takes an output. */
  readonly store: (output: number, value: string) => string;
}

/** Magnitudes of both operands whose quotient doubles give: see `quotient_of_doubles`. */
const DOUBLE = 1n << 52n;

/**
 * The statements of a program for event `e`, in lanes whose type is called `Lane`. Tallies add to variables named by
 * `tallyName`, for which `tallyNames` has the counters.
 */
export function cellStatements(netlist: Netlist, lanes: Lanes, constants: Constants, ends: Ends): readonly string[] {
  const { cells, ranges, outputs } = netlist;
  const alive = livingCells(netlist);
  const range = (wire: Wire): Interval => must(ranges[wire], "range");
  const statements: string[] = [];
  cells.forEach((cell, wire) => {
    if (cell.op === "tally") statements.push(...tallyStatement(cell, range(cell.a), lanes));
    if (alive[wire] === true)
      statements.push(`const Lane w${wire} = ${expression(cell, range, lanes, constants, ends)};`);
  });
  outputs.forEach((wire, output) => statements.push(ends.store(output, `w${wire}`)));
  return statements;
}

/** Counters that a program's tallies may add to. */
export function countersOf(...programs: readonly Netlist[]): readonly number[] {
  const all = programs.flatMap(({ cells }) => cells.flatMap((cell) => (cell.op === "tally" ? [cell.counter] : [])));
  return [...new Set(all)].sort((a, b) => a - b);
}

export function tallyName(counter: number): string {
  return `n${counter}`;
}

/** Cells whose wires are used, by others that are or by tallies. */
function livingCells({ cells, outputs }: Netlist): readonly boolean[] {
  const alive = new Array<boolean>(cells.length).fill(false);
  for (const wire of outputs) alive[wire] = true;
  for (let wire = cells.length - 1; wire >= 0; wire--) {
    const cell = must(cells[wire], "cell");
    if (alive[wire] === true || cell.op === "tally") for (const operand of operandsOf(cell)) alive[operand] = true;
  }
  return alive;
}

function expression(
  cell: Cell,
  range: (wire: Wire) => Interval,
  lanes: Lanes,
  constants: Constants,
  ends: Ends,
): string {
  const w = (wire: Wire): string => `w${wire}`;
  switch (cell.op) {
    case "input":
      return ends.load(cell.port);
    case "const":
      return laneLiteral(cell.value, lanes);
    case "add":
    case "sub":
    case "mul":
      return `${cell.op}(${w(cell.a)}, ${w(cell.b)})`;
    case "min":
      return `least(${w(cell.a)}, ${w(cell.b)})`;
    case "max":
      return `most(${w(cell.a)}, ${w(cell.b)})`;
    case "quotient": {
      const size = [range(cell.a), range(cell.b)].flatMap(({ lo, hi }) => [-lo, hi]);
      const name = size.every((end) => end <= DOUBLE) ? "quotient_of_doubles" : "quotient";
      return `${name}(${w(cell.a)}, ${w(cell.b)})`;
    }
    case "shl":
      return cell.bits >= lanes ? "0" : `shl<${cell.bits}>(${w(cell.a)})`;
    case "shr":
      return `shr<${Math.min(cell.bits, lanes - 1)}>(${w(cell.a)})`;
    case "wrap":
      return wrapped(cell, lanes);
    case "select":
      return `${w(cell.a)} < ${w(cell.b)} ? ${w(cell.less)} : ${w(cell.otherwise)}`;
    case "entry":
      return entry(cell, range(cell.a), lanes, constants);
    case "tally":
      return w(cell.a);
    default:
      return assertNever(cell, "cell");
  }
}

/** A result of more bits than the lanes have is only wanted modulo 2^lanes, or fits them: then so did the operand. */
function wrapped({ a, signed, width }: Extract<Cell, { op: "wrap" }>, lanes: Lanes): string {
  if (width >= lanes) return `w${a}`;
  if (width === 0) return "0";
  return `wrap_${signed ? "signed" : "unsigned"}<${width}>(w${a})`;
}

/** Vector instructions gather entries of 32 and 64 bits only. Entries that no position reaches may fit neither. */
function entry(
  { a, table }: Extract<Cell, { op: "entry" }>,
  { lo, hi }: Interval,
  lanes: Lanes,
  constants: Constants,
): string {
  const reached = hull(table.slice(Number(lo), Number(hi) + 1));
  const bits = reached.lo >= -(1n << 31n) && reached.hi < 1n << 31n ? 32 : 64;
  const entries = table.slice(0, Number(hi) + 1).map((value) => literal(BigInt.asIntN(bits, value)));
  const name = constants.array(`std::int${bits}_t`, "table", entries);
  return lanes === 64 ? `${name}[w${a}]` : `static_cast<Lane>(${name}[static_cast<std::int32_t>(w${a})])`;
}

/** Counts where the event is real and its value outside; bounds that a value is wholly outside of may not fit the lanes. */
function tallyStatement(
  { a, lo, hi, counter }: Extract<Cell, { op: "tally" }>,
  range: Interval,
  lanes: Lanes,
): readonly string[] {
  const [below, above] = [range.lo < lo, range.hi > hi];
  if (!below && !above) return [];
  const tests = [
    ...(below ? [`w${a} < ${laneLiteral(lo, lanes)}`] : []),
    ...(above ? [`w${a} > ${laneLiteral(hi, lanes)}`] : []),
  ];
  const outside = range.hi < lo || range.lo > hi ? "true" : tests.join(" || ");
  return [`${tallyName(counter)} += (${outside}) ? real[e] : Lane(0);`];
}
