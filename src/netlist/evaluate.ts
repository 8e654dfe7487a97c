import { assertNever, InternalError, must } from "../support/errors.js";
import type { Cell, Netlist, Wire } from "./cell.js";
import { wrapped } from "./range.js";

/**
 * Values of the outputs: the definition of a netlist, which engines are held against. `counts[k]` grows by what counter k
 * counts. Throws InternalError where a value leaves its proven interval.
 */
export function evaluateNetlist(netlist: Netlist, inputs: readonly bigint[], counts: number[] = []): bigint[] {
  const values: bigint[] = [];
  const at = (wire: Wire): bigint => must(values[wire], "value of a wire");
  for (const [wire, cell] of netlist.cells.entries()) {
    const value = cell.op === "input" ? must(inputs[cell.port], "input") : valueOfCell(cell, at);
    const { lo, hi } = must(netlist.ranges[wire], "interval of a wire");
    if (value < lo || value > hi) {
      throw new InternalError(`wire ${wire} (${cell.op}) is ${value}, proven to lie in [${lo}, ${hi}]`);
    }
    if (cell.op === "tally" && (value < cell.lo || value > cell.hi)) {
      counts[cell.counter] = (counts[cell.counter] ?? 0) + 1;
    }
    values.push(value);
  }
  return netlist.outputs.map(at);
}

function valueOfCell(cell: Exclude<Cell, { readonly op: "input" }>, at: (wire: Wire) => bigint): bigint {
  switch (cell.op) {
    case "const":
      return cell.value;
    case "add":
      return at(cell.a) + at(cell.b);
    case "sub":
      return at(cell.a) - at(cell.b);
    case "mul":
      return at(cell.a) * at(cell.b);
    case "quotient":
      return at(cell.b) === 0n ? 0n : at(cell.a) / at(cell.b);
    case "min":
      return at(cell.a) < at(cell.b) ? at(cell.a) : at(cell.b);
    case "max":
      return at(cell.a) < at(cell.b) ? at(cell.b) : at(cell.a);
    case "shl":
      return at(cell.a) << BigInt(cell.bits);
    case "shr":
      return at(cell.a) >> BigInt(cell.bits);
    case "wrap":
      return wrapped(at(cell.a), cell);
    case "select":
      return at(cell.a) < at(cell.b) ? at(cell.less) : at(cell.otherwise);
    case "entry":
      return must(cell.table[Number(at(cell.a))], "table entry");
    case "tally":
      return at(cell.a);
    default:
      return assertNever(cell, "cell");
  }
}
