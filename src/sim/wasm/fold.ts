import { InternalError, must } from "../../support/errors.js";
import type { FoldStep, Storage } from "../step.js";
import { type Code, type Local, type ModuleBuilder, OP } from "./assembler.js";
import { advance, eventLoop, type Turn } from "./event-loop.js";
import type { LaneContext } from "./lane-cells.js";
import { LANE_OPS } from "./lane-ops.js";
import { emitCells, emitProgram } from "./lanes.js";
import type { Layout } from "./layout.js";
import {
  addTable,
  feedColumn,
  feedOfRecord,
  loadOperand,
  type Operand,
  rowOfRecord,
  storeOperand,
  type Table,
  viewColumn,
} from "./operands.js";
import { createTallies } from "./tally.js";

/** Columns of the table of elements; those of the feeds follow. */
const COLUMN = { firstTerm: 0, endOfTerms: 1, start: 2, write: 3, feeds: 4 } as const;

/** What the code of one element works with. */
interface Element {
  readonly firstTerm: Local;
  readonly endOfTerms: Local;
  readonly start: Local;
  readonly write: Operand;
  readonly feeds: readonly Operand[];
}

/** A function that does the step for one block: elements, then vectors of events, then terms. */
export function emitFold(module: ModuleBuilder, layout: Layout, step: FoldStep): number {
  const { lanes, feeds, write } = step;
  const terms = termTable(layout, step);
  const elements = elementTable(layout, step, terms);
  const offset = (column: number): number => must(elements.offsets[column], "column");
  return module.func([], [], (code) => {
    const tallies = createTallies(code, layout, lanes, [step.step, step.finish]);
    const context: LaneContext = { data: layout.data, tallies };
    const record = code.local("i32");
    code.i32(elements.begin);
    code.set(record);
    code.loop(() => {
      const pointer = (column: number): Local => {
        const local = code.local("i32");
        code.get(record);
        code.memory(OP.i32Load, offset(column));
        code.set(local);
        return local;
      };
      const start = code.local("v128");
      code.get(record);
      code.memory(LANE_OPS[lanes].loadSplat, offset(COLUMN.start), true);
      code.set(start);
      emitElement(code, layout, step, context, terms, {
        firstTerm: pointer(COLUMN.firstTerm),
        endOfTerms: pointer(COLUMN.endOfTerms),
        start,
        write: rowOfRecord(code, write, record, offset(COLUMN.write)),
        feeds: feeds.map((feed, i) => feedOfRecord(code, lanes, feed, record, offset(COLUMN.feeds + i))),
      });
      advance(code, record, elements.stride);
      code.get(record);
      code.i32(elements.end);
      code.op(OP.i32Ne);
    });
    tallies.flush();
  });
}

/** Address and, where there are weights, weight of all terms of all elements. */
function termTable(layout: Layout, { lanes, terms, weights }: FoldStep): Table {
  const addresses = terms.flatMap((view) => viewColumn(layout, view).values);
  const columns = [{ bits: 32 as const, values: addresses }];
  return addTable(layout, weights === undefined ? columns : [...columns, { bits: lanes, values: weights.flat() }]);
}

function elementTable(layout: Layout, step: FoldStep, table: Table): Table {
  let end = table.begin;
  const ends = step.terms.map((view) => (end += view.row.length * table.stride));
  return addTable(layout, [
    { bits: 32, values: ends.map((_, k) => BigInt(ends[k - 1] ?? table.begin)) },
    { bits: 32, values: ends.map(BigInt) },
    { bits: step.lanes, values: step.starts },
    viewColumn(layout, step.write),
    ...step.feeds.map((feed) => feedColumn(layout, step.lanes, feed)),
  ]);
}

/** All events of one element; the accumulators of a turn's vectors are in locals. */
function emitElement(
  code: Code,
  layout: Layout,
  step: FoldStep,
  context: LaneContext,
  terms: Table,
  element: Element,
): void {
  const { lanes, write } = step;
  const read = [...step.feeds.flatMap((feed) => (feed.kind === "rows" ? [feed.view] : [])), write];
  const widths = [storageOfTerms(step), ...read.map(({ storage }) => storage)].map(({ bits }) => bits);
  const cells = Math.max(step.step.cells.length, step.finish.cells.length);
  eventLoop(code, layout, lanes, cells, widths, (turn) => {
    const sums = turn.ahead.map(() => code.local("v128"));
    for (const sum of sums) {
      code.get(element.start);
      code.set(sum);
    }
    termLoop(code, terms, element, (term) => emitTerm(code, step, context, terms, turn, term, sums));
    turn.ahead.forEach((ahead, v) => {
      context.tallies.at(turn.before(8), ahead);
      emitCells(code, step.finish, lanes, context, {
        load: (port) =>
          port === 0
            ? code.get(must(sums[v], "sum"))
            : loadOperand(code, lanes, must(element.feeds[port - 1], "feed"), turn, ahead),
        store: (_, value) => storeOperand(code, lanes, element.write, turn, ahead, value),
      });
    });
    for (const sum of sums) code.release("v128", sum);
  });
}

/** Runs over the element's records of the table of terms, of which there may be none. */
function termLoop(code: Code, terms: Table, { firstTerm, endOfTerms }: Element, body: (term: Local) => void): void {
  const term = code.local("i32");
  code.get(firstTerm);
  code.tee(term);
  code.get(endOfTerms);
  code.op(OP.i32Ne);
  code.when(() =>
    code.loop(() => {
      body(term);
      advance(code, term, terms.stride);
      code.get(term);
      code.get(endOfTerms);
      code.op(OP.i32Ne);
    }),
  );
  code.release("i32", term);
}

/** One term of all the turn's vectors. */
function emitTerm(
  code: Code,
  step: FoldStep,
  context: LaneContext,
  terms: Table,
  turn: Turn,
  term: Local,
  sums: readonly Local[],
): void {
  const { lanes, weights } = step;
  const base = code.local("i32");
  code.get(term);
  code.memory(OP.i32Load, 0);
  code.set(base);
  const [value, weight] = [code.local("v128"), code.local("v128")];
  if (weights !== undefined) {
    code.get(term);
    code.memory(LANE_OPS[lanes].loadSplat, must(terms.offsets[1], "weights"), true);
    code.set(weight);
  }
  turn.ahead.forEach((ahead, v) => {
    const sum = must(sums[v], "sum");
    context.tallies.at(turn.before(8), ahead);
    loadOperand(code, lanes, { kind: "row", storage: storageOfTerms(step), base, offset: 0 }, turn, ahead);
    code.set(value);
    const [next] = emitProgram(code, step.step, lanes, [sum, value, weight], context);
    code.get(must(next, "accumulator"));
    code.set(sum);
    code.release("v128", must(next, "accumulator"));
  });
  code.release("i32", base);
  for (const local of [value, weight]) code.release("v128", local);
}

/** Terms are elements of one operand, so that they lie in one storage. */
function storageOfTerms({ terms, write }: FoldStep): Storage {
  const [storage = write.storage, ...others] = terms.flatMap((view) => (view.row.length > 0 ? [view.storage] : []));
  if (others.some(({ bits, signed }) => bits !== storage.bits || signed !== storage.signed)) {
    throw new InternalError("terms of a fold in several storages");
  }
  return storage;
}
