import { type Netlist, operandsOf, type Wire } from "../../netlist/cell.js";
import { must } from "../../support/errors.js";
import type { Lanes } from "../step.js";
import type { Code, Local } from "./assembler.js";
import { emitCell, emitTally, type LaneContext, type Site } from "./lane-cells.js";
import { splat } from "./lane-ops.js";

/** Where a program's values come from and go to. */
export interface Ends {
  /** Leaves the vector of an input port on the stack; called at most once for each, where it is first used. */
  readonly load: (port: number) => void;
  /** Called for every output as soon as it is known. The local is the program's. */
  readonly store: (output: number, value: Local) => void;
}

/**
 * Emits a program with its ports in locals, which are left alone, and returns its outputs in new locals, which are the
 * caller's to release. Which wires fit the lanes is said at `Lanes`: all are right modulo 2^lanes.
 */
export function emitProgram(
  code: Code,
  netlist: Netlist,
  lanes: Lanes,
  ports: readonly Local[],
  context: LaneContext,
): readonly Local[] {
  const outputs: Local[] = [];
  emitCells(code, netlist, lanes, context, {
    load: (port) => code.get(must(ports[port], `port ${port}`)),
    store: (output, value) => {
      const copy = code.local("v128");
      code.get(value);
      code.set(copy);
      outputs[output] = copy;
    },
  });
  return outputs;
}

/** Emits a program that loads each port where it is first used and stores each output where it is known. */
export function emitCells(code: Code, netlist: Netlist, lanes: Lanes, context: LaneContext, ends: Ends): void {
  const { cells, ranges } = netlist;
  const uses = countUses(netlist);
  const outputsOf = outputsByWire(netlist);
  const locals: Local[] = [];
  const define = (wire: Wire): Local => {
    const local = code.local("v128");
    code.set(local);
    locals[wire] = local;
    return local;
  };
  const local = (wire: Wire): Local => {
    const known = locals[wire];
    if (known !== undefined) return known;
    const cell = must(cells[wire], "cell");
    ends.load(must(cell.op === "input" ? cell.port : undefined, `driver of wire ${wire}`));
    return define(wire);
  };
  const drop = (wire: Wire): void => {
    const [left, known] = [must(uses[wire], "uses") - 1, locals[wire]];
    uses[wire] = left;
    if (left === 0 && known !== undefined && cells[wire]?.op !== "const") code.release("v128", known);
  };
  const site: Site = { code, lanes, context, local, range: (wire) => must(ranges[wire], "range") };
  cells.forEach((cell, wire) => {
    const used = uses[wire] !== 0;
    if (cell.op === "tally") emitTally(site, cell);
    if (cell.op === "const" && used) locals[wire] = code.constant(splat(lanes, cell.value));
    const computed = used && cell.op !== "const" && cell.op !== "input";
    if (computed) emitCell(site, cell);
    // An operand that dies here leaves its local to the result.
    if (computed || cell.op === "tally") for (const operand of operandsOf(cell)) drop(operand);
    if (computed) define(wire);
    for (const output of outputsOf.get(wire) ?? []) {
      ends.store(output, local(wire));
      drop(wire);
    }
  });
}

/** How many living cells and outputs use each wire; a cell lives if it is used or counts. */
function countUses({ cells, outputs }: Netlist): number[] {
  const uses = new Array<number>(cells.length).fill(0);
  const use = (wire: Wire): void => {
    uses[wire] = must(uses[wire], "wire") + 1;
  };
  for (const wire of outputs) use(wire);
  for (let wire = cells.length - 1; wire >= 0; wire--) {
    const cell = must(cells[wire], "cell");
    if (uses[wire] !== 0 || cell.op === "tally") for (const operand of operandsOf(cell)) use(operand);
  }
  return uses;
}

function outputsByWire({ outputs }: Netlist): ReadonlyMap<Wire, readonly number[]> {
  const by = new Map<Wire, number[]>();
  outputs.forEach((wire, output) => by.set(wire, [...(by.get(wire) ?? []), output]));
  return by;
}
