import { assertNever, must } from "../support/errors.js";
import type { Cell, Netlist } from "./cell.js";

/** One line for each cell, with its interval, and one for the outputs. */
export function printNetlist(netlist: Netlist): string {
  const lines = netlist.cells.map((cell, wire) => {
    const { lo, hi } = must(netlist.ranges[wire], "interval of a wire");
    return `%${wire} = ${printCell(cell)}${cell.op === "const" ? "" : ` : [${lo}, ${hi}]`}`;
  });
  return [...lines, `out ${netlist.outputs.map((wire) => `%${wire}`).join(", ")}`].join("\n");
}

function printCell(cell: Cell): string {
  switch (cell.op) {
    case "input":
      return `input ${cell.port}`;
    case "const":
      return `const ${cell.value}`;
    case "add":
    case "sub":
    case "mul":
    case "quotient":
    case "min":
    case "max":
      return `${cell.op} %${cell.a}, %${cell.b}`;
    case "shl":
    case "shr":
      return `${cell.op} %${cell.a}, ${cell.bits}`;
    case "wrap":
      return `wrap %${cell.a}, ${cell.signed ? "s" : "u"}${cell.width}`;
    case "select":
      return `select %${cell.a} < %${cell.b}, %${cell.less}, %${cell.otherwise}`;
    case "entry":
      return `entry %${cell.a}, table of ${cell.table.length}`;
    case "tally":
      return `tally %${cell.a} outside [${cell.lo}, ${cell.hi}], counter ${cell.counter}`;
    default:
      return assertNever(cell, "cell");
  }
}
