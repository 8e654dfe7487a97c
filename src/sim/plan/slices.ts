import { type Cell, type Netlist, operandsOf, type Wire, withOperands } from "../../netlist/cell.js";
import { must } from "../../support/errors.js";
import type { Feed, Lanes, MapStep, Step, View } from "../step.js";
import type { Rows } from "./rows.js";
import { lanesOf, signedBits, storageOf } from "./storage.js";

/**
 * Cells of a slice: machine code that the first-level instruction cache holds while it runs over all events of a block.
 * Longer programs run at the speed at which code is fetched.
 */
const SLICE_CELLS = 160;

/** Long programs in slices, each in its own lanes; what one slice hands to another goes through rows. */
export function sliceSteps(steps: readonly Step[], rows: Rows): readonly Step[] {
  return steps.flatMap((step): readonly Step[] =>
    step.kind === "map" && isLong(step.program) ? sliceMap(step, rows) : [step],
  );
}

/** Wires of more than 64 bits, of which only low bits are used, have no rows to cross slices in. */
function isLong({ cells, ranges }: Netlist): boolean {
  return cells.length > 2 * SLICE_CELLS && ranges.every((range) => storageOf(range) !== undefined);
}

function sliceMap(step: MapStep, rows: Rows): readonly MapStep[] {
  const { program } = step;
  const slices = scheduleCells(program);
  const home = new Map<Wire, number>();
  slices.forEach((slice, i) => {
    for (const wire of slice) home.set(wire, i);
  });
  const views = crossingViews(step, rows, home);
  const last = slices.length - 1;
  return slices.map((slice, i) => {
    const gives = (wire: Wire): boolean => (home.get(wire) ?? last) === i;
    return sliceStep(step, slice, views, gives);
  });
}

/** Rows of every wire that a later slice reads or that leaves the program. */
function crossingViews(
  { program, count }: MapStep,
  rows: Rows,
  home: ReadonlyMap<Wire, number>,
): ReadonlyMap<Wire, View> {
  const views = new Map<Wire, View>();
  const cross = (wire: Wire): void => {
    if (views.has(wire) || isFree(program, wire)) return;
    views.set(wire, rows.allocate(must(storageOf(must(program.ranges[wire], "range")), "storage"), count));
  };
  program.cells.forEach((cell, wire) => {
    const own = home.get(wire);
    if (own !== undefined) for (const operand of operandsOf(cell)) if (home.get(operand) !== own) cross(operand);
  });
  return views;
}

/** Inputs and constants are there in every slice. */
function isFree({ cells }: Netlist, wire: Wire): boolean {
  const op = cells[wire]?.op;
  return op === "input" || op === "const";
}

function sliceStep(
  step: MapStep,
  slice: readonly Wire[],
  views: ReadonlyMap<Wire, View>,
  isOwn: (wire: Wire) => boolean,
): MapStep {
  const { program } = step;
  const cells: Cell[] = [];
  const ranges: Netlist["ranges"][number][] = [];
  const ports: Netlist["ports"][number][] = [];
  const feeds: Feed[] = [];
  const numbers = new Map<Wire, Wire>();
  const push = (wire: Wire, cell: Cell): Wire => {
    ranges.push(must(program.ranges[wire], "range"));
    numbers.set(wire, cells.push(cell) - 1);
    return cells.length - 1;
  };
  const feed = (wire: Wire, from: Feed): Wire => {
    ports.push(must(program.ranges[wire], "range"));
    return push(wire, { op: "input", port: feeds.push(from) - 1 });
  };
  const numberOf = (wire: Wire): Wire => {
    const known = numbers.get(wire);
    if (known !== undefined) return known;
    const cell = must(program.cells[wire], "cell");
    if (cell.op === "const") return push(wire, cell);
    if (cell.op === "input") return feed(wire, must(step.feeds[cell.port], "feed"));
    if (isOwn(wire)) return push(wire, withOperands(cell, numberOf));
    return feed(wire, { kind: "rows", view: must(views.get(wire), "rows of a wire") });
  };
  slice.forEach(numberOf);
  const outputs: Wire[] = [];
  const writes: View[] = [];
  const give = (wire: Wire, view: View): void => {
    outputs.push(numberOf(wire));
    writes.push(view);
  };
  for (const wire of slice) {
    const view = views.get(wire);
    if (view !== undefined) give(wire, view);
  }
  program.outputs.forEach((wire, k) => {
    if (isOwn(wire)) give(wire, must(step.writes[k], "write"));
  });
  const netlist = { cells, ranges, ports, outputs };
  return { ...step, program: netlist, lanes: must(lanesOf(netlist), "lanes"), feeds, writes };
}

/**
 * All cells but inputs and constants in an order that respects their operands, cut into slices of cells that need the
 * same lanes.
 */
function scheduleCells(program: Netlist): readonly (readonly Wire[])[] {
  const { cells } = program;
  const users = cells.map((): Wire[] => []);
  const waiting = cells.map((cell, wire) => {
    const operands = isFree(program, wire) ? [] : operandsOf(cell).filter((operand) => !isFree(program, operand));
    for (const operand of operands) users[operand]?.push(wire);
    return operands.length;
  });
  const ready = new Map<Lanes, Wire[]>([16, 32, 64].map((lanes) => [lanes as Lanes, []]));
  const release = (wire: Wire): void => void ready.get(lanesOfCell(program, wire))?.push(wire);
  cells.forEach((_, wire) => {
    if (!isFree(program, wire) && waiting[wire] === 0) release(wire);
  });
  const slices: Wire[][] = [];
  for (;;) {
    const [lanes, most] = [...ready].reduce((a, b) => (b[1].length > a[1].length ? b : a));
    if (most.length === 0) return slices;
    const queue = must(ready.get(lanes), "ready cells");
    const slice: Wire[] = [];
    while (slice.length < SLICE_CELLS) {
      // The latest first: what was just made is read while it is in a register.
      const wire = queue.pop();
      if (wire === undefined) break;
      slice.push(wire);
      for (const user of users[wire] ?? []) {
        waiting[user] = (waiting[user] ?? 0) - 1;
        if (waiting[user] === 0) release(user);
      }
    }
    slices.push(slice);
  }
}

/** The narrowest lanes that hold a cell and its operands. */
function lanesOfCell({ cells, ranges }: Netlist, wire: Wire): Lanes {
  const wires = [wire, ...operandsOf(must(cells[wire], "cell"))];
  const bits = Math.max(...wires.map((each) => signedBits(must(ranges[each], "range"))));
  return bits <= 16 ? 16 : bits <= 32 ? 32 : 64;
}
