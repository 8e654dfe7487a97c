import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { didYouMean, shown } from "../../support/text.js";
import type { Column, Table } from "./column.js";
import type { Block } from "./layout.js";
import type { Group, Take, Written } from "./selection.js";

/** Where columns are looked for. */
export interface Search {
  readonly table: Table;
  readonly reporter: Reporter;
  /** `FILE:SELECTION` as it was written, and where its selection begins, for errors that point into it. */
  readonly written?: { readonly source: string; readonly start: number };
}

/** The columns that groups name, with their lengths. Undefined where one is not there or does not fit (reported). */
export async function findBlocks(search: Search, groups: readonly Group[]): Promise<Block[] | undefined> {
  const blocks: Block[] = [];
  for (const group of groups) {
    const block = await findBlock(search, group);
    if (block === undefined) return undefined;
    blocks.push(block);
  }
  return blocks;
}

async function findBlock(search: Search, { columns: names, take }: Group): Promise<Block | undefined> {
  const columns: Column[] = [];
  let length = 0;
  for (const written of names) {
    const column = findColumn(search, written);
    const own = column && (await lengthOf(search, column, take, written));
    if (column === undefined || own === undefined) return undefined;
    const [first] = columns;
    if (first !== undefined && own !== length)
      return refuse(
        search,
        `'${shown(column.name)}' has ${own} values an event, '${shown(first.name)}' has ${length}`,
        written,
      );
    length = own;
    columns.push(column);
  }
  return { columns, length, take };
}

function findColumn(search: Search, written: Written): Column | undefined {
  const { what, columns, others } = search.table;
  const { name } = written;
  const column = columns.get(name);
  if (column !== undefined) return column;
  const names = [...columns.keys()];
  const type = others.get(name);
  const at = pointAt(search, written);
  if (type !== undefined) search.reporter.report("BX3042", { what, name, type, names }, at);
  else
    search.reporter.report("BX3041", { what, name, names, near: didYouMean(name, [...names, ...others.keys()]) }, at);
  return undefined;
}

async function lengthOf(
  search: Search,
  column: Column,
  take: Take | undefined,
  written: Written,
): Promise<number | undefined> {
  const { kind, length } = column;
  if (take === undefined) return kind === "list" ? evenLength(search, column, written) : length;
  return kind === "scalar"
    ? refuse(
        search,
        `${search.table.what} '${shown(column.name)}' has one value an event: nothing to take [:${take.first}] of`,
        written,
      )
    : take.first;
}

/** The length of all lists of a column's first part, if it is one. That others have it too is checked as they are read. */
async function evenLength(search: Search, column: Column, written: Written): Promise<number | undefined> {
  const { starts } = (await column.load(0)) ?? {};
  if (starts === undefined) return undefined;
  const lengths = Array.from(starts.subarray(1), (end, i) => end - (starts[i] as number));
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  if (longest > 0 && lengths.every((length) => length === longest)) return longest;
  const { what } = search.table;
  search.reporter.report(
    "BX3043",
    { what, name: column.name, longest, events: lengths.length },
    pointAt(search, written),
  );
  return undefined;
}

function refuse(search: Search, problem: string, written: Written): undefined {
  const hint = "the columns of a group (a,b)[:N] are lists of one length";
  search.reporter.report("BX3040", { problem, hint }, pointAt(search, written));
}

/** Where a name stands in what the user wrote. */
function pointAt({ table, written }: Search, { name, at }: Written): Location {
  if (written === undefined) return { file: table.origin, onnxValue: name };
  return { file: table.origin, source: written.source, column: written.start + at + 1 };
}
