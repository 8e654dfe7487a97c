import type { Reporter } from "../../diagnostics/reporter.js";
import { columnNames } from "../columns.js";
import type { DataPort, OpenRequest } from "../stream.js";
import { findBlocks, type Search } from "./blocks.js";
import type { Table } from "./column.js";
import { commonElementType } from "./element-type.js";
import { arrange, type Layout } from "./layout.js";
import type { Group, Selection } from "./selection.js";

/** How the inputs' events are made of a table's columns. Undefined where that can't be told, which is reported. */
export async function chooseLayouts(
  table: Table,
  selection: Selection | undefined,
  { file, wanted, reporter }: OpenRequest,
): Promise<ReadonlyMap<string, Layout> | undefined> {
  const search: Search = {
    table,
    reporter,
    ...(selection && { written: { source: `${file}:${selection.text}`, start: file.length + 1 } }),
  };
  const layouts = new Map<string, Layout>();
  for (const port of wanted) {
    const groups = selection?.groups ?? defaultGroups(table, port, wanted.length === 1, reporter);
    if (groups?.length === 0) continue;
    const blocks = groups && (await findBlocks(search, groups));
    const dtype = blocks && commonElementType(blocks, table.origin, reporter);
    if (blocks === undefined || dtype === undefined) return undefined;
    layouts.set(port.name, arrange(blocks, port.shape, dtype));
  }
  return layouts;
}

/** The columns named after the input; for the only input else all of them, if they are as many as it has elements. */
function defaultGroups(table: Table, port: DataPort, only: boolean, reporter: Reporter): Group[] | undefined {
  const named = [[port.name], columnNames(port)].find((names) => names.every((name) => table.columns.has(name)));
  if (named !== undefined) return named.map(single);
  if (!only) return [];
  const { what, origin } = table;
  const numeric = [...table.columns.values()];
  const names = numeric.map(({ name }) => name);
  const needs = port.shape.reduce((product, dim) => product * dim, 1);
  const at = { file: origin, onnxValue: port.name };
  if (numeric.length === needs && numeric.every(({ kind }) => kind === "scalar")) {
    reporter.report("BX3045", { what, input: port.name, names }, at);
    return names.map(single);
  }
  reporter.report("BX3044", { what, input: port.name, needs, numeric: names }, at);
  return undefined;
}

function single(name: string): Group {
  return { columns: [{ name, at: 0 }] };
}
