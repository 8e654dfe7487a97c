import { must } from "../../support/errors.js";
import type { MatrixStep, Storage } from "../step.js";
import type { ModuleBuilder } from "./assembler.js";
import { advance, eventLoop, whileBefore } from "./event-loop.js";
import { emitCells } from "./lanes.js";
import type { Layout } from "./layout.js";
import { sumsPerOutput } from "./matrix-weights.js";
import {
  addTable,
  type Column,
  feedColumn,
  feedOfRecord,
  loadOperand,
  rowOfRecord,
  storeOperand,
  type Table,
  viewColumn,
} from "./operands.js";
import { createTallies } from "./tally.js";

const SUM: Storage = { bits: 32, signed: true };

/** Columns of the table of elements; those of the feeds follow. */
const COLUMN = { sum: 0, write: 1, feeds: 2 } as const;

/**
 * The elements of `write`, panel by panel in the order of their rows of sums, which begin at `sums` for each panel:
 * `orders` has each panel's outputs. Spans are each panel's begin and end in the table.
 */
export function finishTable(
  layout: Layout,
  { mode, panels, lanes, feeds, write }: MatrixStep,
  sums: number,
  orders: readonly (readonly number[])[],
): { readonly table: Table; readonly spans: readonly (readonly number[])[] } {
  const sumBytes = 4 * layout.events * sumsPerOutput(mode);
  const elements = panels.flatMap(({ first }, i) => must(orders[i], "order").map((output) => first + output));
  const picked = ({ bits, values }: Column): Column => ({
    bits,
    values: elements.map((k) => must(values[k], "element")),
  });
  const table = addTable(layout, [
    { bits: 32, values: orders.flatMap((order) => order.map((_, row) => BigInt(sums + row * sumBytes))) },
    picked(viewColumn(layout, write)),
    ...feeds.map((feed) => picked(feedColumn(layout, lanes, feed))),
  ]);
  let end = table.begin;
  const spans = orders.map((order) => [end, (end += order.length * table.stride)]);
  return { table, spans };
}

/** A function (record, end) that makes the elements of records out of their sums. */
export function emitFinish(module: ModuleBuilder, layout: Layout, step: MatrixStep, table: Table): number {
  const { mode, lanes, finish, feeds, write } = step;
  const offset = (column: number): number => must(table.offsets[column], "column");
  const views = [write, ...feeds.flatMap((feed) => (feed.kind === "rows" ? [feed.view] : []))];
  const widths = [SUM, ...views.map(({ storage }) => storage)].map(({ bits }) => bits);
  return module.func(["i32", "i32"], [], (code) => {
    const [record, end] = [0, 1];
    const tallies = createTallies(code, layout, lanes, [finish]);
    whileBefore(code, record, end, () => {
      const sum = rowOfRecord(code, { storage: SUM }, record, offset(COLUMN.sum));
      const operands = [
        ...Array.from({ length: sumsPerOutput(mode) }, (_, s) => ({ ...sum, offset: 4 * layout.events * s })),
        ...feeds.map((feed, i) => feedOfRecord(code, lanes, feed, record, offset(COLUMN.feeds + i))),
      ];
      const target = rowOfRecord(code, write, record, offset(COLUMN.write));
      eventLoop(code, layout, lanes, finish.cells.length, widths, (turn) => {
        for (const ahead of turn.ahead) {
          tallies.at(turn.before(8), ahead);
          emitCells(
            code,
            finish,
            lanes,
            { data: layout.data, tallies },
            {
              load: (port) => loadOperand(code, lanes, must(operands[port], "operand"), turn, ahead),
              store: (_, value) => storeOperand(code, lanes, target, turn, ahead, value),
            },
          );
        }
      });
      advance(code, record, table.stride);
    });
    tallies.flush();
  });
}
