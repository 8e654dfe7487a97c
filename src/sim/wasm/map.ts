import type { Netlist } from "../../netlist/cell.js";
import { must } from "../../support/errors.js";
import type { MapStep, Storage } from "../step.js";
import { type Code, type ModuleBuilder, OP } from "./assembler.js";
import { advance, eventLoop } from "./event-loop.js";
import { emitCells } from "./lanes.js";
import type { Layout } from "./layout.js";
import {
  addTable,
  feedAt,
  feedColumn,
  feedOfRecord,
  loadOperand,
  type Operand,
  rowAt,
  rowOfRecord,
  storeOperand,
  viewColumn,
} from "./operands.js";
import { createTallies, type Tallies } from "./tally.js";

/** Cells, over all places, up to which every place gets code of its own with its addresses in it. */
const UNROLLED_CELLS = 256;

/** What an entry of a table, gathered lane by lane, counts for. */
const ENTRY_CELLS = 24;

/** The operands of one place. */
interface Place {
  readonly feeds: readonly Operand[];
  readonly writes: readonly Operand[];
}

/** A function that does the step for one block. */
export function emitMap(module: ModuleBuilder, layout: Layout, step: MapStep): number {
  const { lanes, program, count, feeds, writes } = step;
  return module.func([], [], (code) => {
    const tallies = createTallies(code, layout, lanes, [program]);
    if (count === 1 || count * weightOf(program) <= UNROLLED_CELLS) {
      const places = Array.from({ length: count }, (_, place) => ({
        feeds: feeds.map((feed) => feedAt(code, layout, lanes, feed, place)),
        writes: writes.map((write) => rowAt(layout, write, place)),
      }));
      emitPlaces(code, layout, step, tallies, places);
    } else {
      placeLoop(code, layout, step, (place) => emitPlaces(code, layout, step, tallies, [place]));
    }
    tallies.flush();
  });
}

/** Loops over the places, with their operands read from a table. */
function placeLoop(code: Code, layout: Layout, step: MapStep, body: (place: Place) => void): void {
  const { lanes, feeds, writes } = step;
  const columns = [
    ...feeds.map((feed) => feedColumn(layout, lanes, feed)),
    ...writes.map((write) => viewColumn(layout, write)),
  ];
  const table = addTable(layout, columns);
  const offset = (column: number): number => must(table.offsets[column], "column");
  const record = code.local("i32");
  code.i32(table.begin);
  code.set(record);
  code.loop(() => {
    body({
      feeds: feeds.map((feed, i) => feedOfRecord(code, lanes, feed, record, offset(i))),
      writes: writes.map((write, i) => rowOfRecord(code, write, record, offset(feeds.length + i))),
    });
    advance(code, record, table.stride);
    code.get(record);
    code.i32(table.end);
    code.op(OP.i32Ne);
  });
}

/** All events of some places. */
function emitPlaces(
  code: Code,
  layout: Layout,
  { lanes, program, feeds, writes }: MapStep,
  tallies: Tallies,
  places: readonly Place[],
): void {
  const cells = weightOf(program) * places.length;
  const views = [...feeds.flatMap((feed) => (feed.kind === "rows" ? [feed.view] : [])), ...writes];
  const widths = views.map(({ storage }): Storage["bits"] => storage.bits);
  eventLoop(code, layout, lanes, cells, widths, (turn) => {
    for (const ahead of turn.ahead) {
      tallies.at(turn.before(8), ahead);
      for (const place of places) {
        emitCells(
          code,
          program,
          lanes,
          { data: layout.data, tallies },
          {
            load: (port) => loadOperand(code, lanes, must(place.feeds[port], "feed"), turn, ahead),
            store: (output, value) =>
              storeOperand(code, lanes, must(place.writes[output], "write"), turn, ahead, value),
          },
        );
      }
    }
  });
}

function weightOf({ cells }: Netlist): number {
  return cells.reduce((sum, { op }) => sum + (op === "entry" ? ENTRY_CELLS : 1), 0);
}
