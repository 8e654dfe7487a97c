import type { Interval } from "../../fixed/interval.js";
import type { Cell, Netlist, Wire } from "../../netlist/cell.js";
import { assertNever, must } from "../../support/errors.js";
import type { Lanes } from "../step.js";
import { type Code, type Local, SIMD } from "./assembler.js";
import { emitEntry } from "./entry.js";
import { LANE_OPS, LOW_HALVES, splat } from "./lane-ops.js";
import type { DataArea } from "./layout.js";
import { emitQuotient } from "./quotient.js";
import type { Tallies } from "./tally.js";

/** What programs need of the function that they are emitted into. */
export interface LaneContext {
  /** For the entries of tables. */
  readonly data: DataArea;
  readonly tallies: Tallies;
}

/** Where a program's values come from and go to. */
export interface Ends {
  /** Leaves the vector of an input port on the stack; called at most once for each, where it is first used. */
  readonly load: (port: number) => void;
  /** Called for every output as soon as it is known. The local is the program's. */
  readonly store: (output: number, value: Local) => void;
}

/** One cell about to be emitted. */
interface Site {
  readonly code: Code;
  readonly lanes: Lanes;
  readonly context: LaneContext;
  readonly local: (wire: Wire) => Local;
  readonly range: (wire: Wire) => Interval;
}

/**
 * Emits a program with its ports in locals, which are left alone, and returns its outputs in new locals, which are the
 * caller's to release. Every wire fits `lanes` as a signed integer.
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
  const { cells, ranges, outputs } = netlist;
  const uses = countUses(netlist);
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
    ends.load(must(cell.op === "input" ? cell.port : undefined, `wire ${wire}, which is used before it is driven`));
    return define(wire);
  };
  const drop = (wire: Wire): void => {
    uses[wire] = must(uses[wire], "uses") - 1;
    if (uses[wire] === 0 && cells[wire]?.op !== "const") code.release("v128", local(wire));
  };
  const site: Site = { code, lanes, context, local, range: (wire) => must(ranges[wire], "range") };
  const outputsOf = Map.groupBy(outputs.keys(), (output) => must(outputs[output], "wire of output"));
  cells.forEach((cell, wire) => {
    const used = uses[wire] !== 0;
    if (cell.op === "const" && used) locals[wire] = code.constant(splat(lanes, cell.value));
    if (cell.op === "tally") emitTally(site, cell);
    if (used && cell.op !== "const" && cell.op !== "input") emitCell(site, cell);
    if (used || cell.op === "tally") for (const operand of operandsOf(cell)) drop(operand);
    if (used && cell.op !== "const" && cell.op !== "input") define(wire);
    for (const output of outputsOf.get(wire) ?? []) {
      ends.store(output, local(wire));
      drop(wire);
    }
  });
}
