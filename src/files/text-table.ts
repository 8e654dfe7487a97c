import type { NdArray } from "../data/nd-array.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { type Bytes, closeTogether } from "./bytes.js";
import type { Cells } from "./cells.js";
import { type Line, lineReader, type NextLines } from "./lines.js";
import type { ArraySource, Sources } from "./stream.js";
import { emptyArray, type Field } from "./text-fields.js";

/** A text file of one event a line. */
export interface TextTable {
  readonly file: string;
  /** ".csv", for diagnostics. */
  readonly format: string;
  readonly bytes: Bytes;
  readonly cells: Cells;
  readonly fields: readonly Field[];
  /** Cells of a line, and in words what they are. */
  readonly width: number;
  readonly layout: string;
  /** Lines before the first event. */
  readonly header: 0 | 1;
}

/** Events that were read, with an array for each field. */
interface Block {
  readonly first: number;
  readonly count: number;
  readonly arrays: readonly NdArray["data"][];
}

/** Mistakes that are told; more of them say nothing new. */
const MOST_TOLD = 20;
/** Longest line that is shown under its mistake. */
const LONGEST_SHOWN = 1000;

/**
 * The arrays of a text file, which is read once to count its events. Inputs that are read in step share one reading of
 * the lines.
 */
export async function textSources(table: TextTable, reporter: Reporter): Promise<Sources | undefined> {
  const { bytes, fields, header, file } = table;
  const lines = await countLines(bytes);
  if (typeof lines !== "number") {
    reporter.report("BX3103", { format: table.format, reason: lines.problem }, { file });
    await bytes.close();
    return undefined;
  }
  const events = Math.max(0, lines - header);
  const rows = rowReader(table, reporter);
  const closers = closeTogether(fields.length, bytes.close);
  let queue: Promise<Block | undefined> = Promise.resolve(undefined);
  const sources = fields.map(({ port, type: { dtype } }, i): [string, ArraySource] => {
    const read = async (first: number, count: number): Promise<NdArray | undefined> => {
      queue = queue.then(() => rows(first, count));
      const data = (await queue)?.arrays[i];
      return data && { shape: [count, ...port.shape], dtype, data: data.slice() };
    };
    return [port.name, { origin: file, shape: [events, ...port.shape], dtype, read, close: closers[i] ?? bytes.close }];
  });
  return new Map(sources);
}

async function countLines(bytes: Bytes): Promise<number | { readonly problem: string }> {
  const next = lineReader(bytes);
  for (let count = 0; ; ) {
    const lines = await next();
    if ("problem" in lines) return lines;
    if (lines.length === 0) return count;
    count += lines.length;
  }
}

/** Reads forward, and from the beginning where something before is asked for; the last block is kept. */
function rowReader(table: TextTable, reporter: Reporter): (first: number, count: number) => Promise<Block | undefined> {
  const { bytes, header, file, format } = table;
  let next: NextLines = lineReader(bytes);
  let [position, at] = [-header, 0];
  let lines: readonly Line[] = [];
  let last: Block | "broken" | undefined;
  const damaged = (reason: string): undefined => void reporter.report("BX3103", { format, reason }, { file });
  const take = async (first: number, count: number): Promise<readonly Line[] | undefined> => {
    if (first < position) [next, position, lines, at] = [lineReader(bytes), -header, [], 0];
    const taken: Line[] = [];
    while (taken.length < count) {
      if (at === lines.length) {
        const more = await next();
        if ("problem" in more) return damaged(more.problem);
        if (more.length === 0) return damaged("it ends too early");
        [lines, at] = [more, 0];
      }
      const skipped = Math.min(first + taken.length - position, lines.length - at);
      const part = lines.slice(at + skipped, at + skipped + count - taken.length);
      for (const line of part) taken.push(line);
      at += skipped + part.length;
      position += skipped + part.length;
    }
    return taken;
  };
  return async (first, count) => {
    // What is wrong was told already.
    if (last === "broken") return undefined;
    if (last?.first === first && last.count === count) return last;
    const taken = await take(first, count);
    const arrays = taken && parseLines(taken, table, reporter);
    const block = arrays && { first, count, arrays };
    last = block ?? "broken";
    return block;
  };
}

/** An array for each field; undefined where a line is not what it should be: every mistake is reported, to a limit. */
function parseLines(
  lines: readonly Line[],
  { cells, fields, width, layout, file }: TextTable,
  reporter: Reporter,
): readonly NdArray["data"][] | undefined {
  const arrays = fields.map(({ type, columns }) => emptyArray(type.dtype, lines.length * columns.length));
  let mistakes = 0;
  for (const [row, { text, number }] of lines.entries()) {
    const found = cells.split(text);
    const at = { file, line: number };
    if (found.length !== width) {
      reporter.report("BX3111", { found: found.length, expected: width, layout }, at);
      mistakes++;
    } else {
      for (const [i, cell, expected] of parseRow(found, row, fields, arrays)) {
        const place = { column: cells.columnOf(text, i), ...(text.length > LONGEST_SHOWN ? {} : { source: text }) };
        reporter.report("BX3110", { cell, expected }, { ...at, ...place });
        mistakes++;
      }
    }
    if (mistakes >= MOST_TOLD) break;
  }
  return mistakes === 0 ? arrays : undefined;
}

type BadCell = readonly [column: number, cell: string, expected: string];

function parseRow(
  cells: readonly string[],
  row: number,
  fields: readonly Field[],
  arrays: readonly NdArray["data"][],
): readonly BadCell[] {
  const bad: BadCell[] = [];
  for (let f = 0; f < fields.length; f++) {
    const { columns, type } = fields[f] as Field;
    const data = arrays[f] as Float64Array;
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i] as number;
      const cell = cells[column] as string;
      const value = type.parse(cell);
      if (value === undefined) bad.push([column, cell.trim(), type.expected]);
      // The array is the one of the type that parses: numbers for its numbers, big integers for its big integers.
      else data[row * columns.length + i] = value as number;
    }
  }
  return bad;
}
