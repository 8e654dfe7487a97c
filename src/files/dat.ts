import { openBytes } from "./bytes.js";
import { blankCells } from "./cells.js";
import { selectsNothing } from "./ports.js";
import type { ArraySink, OpenRequest, SinkRequest, Sources } from "./stream.js";
import { columnsInOrder, decimalType, layoutOf } from "./text-fields.js";
import { textSink } from "./text-sink.js";
import { textSources } from "./text-table.js";

/** Decimal numbers between blanks, one event a line, as hls4ml's tb_data has them. */
export async function open(request: OpenRequest): Promise<Sources | undefined> {
  const { file, wanted, raw, reporter } = request;
  const bytes = selectsNothing(request) ? await openBytes(file, reporter) : undefined;
  if (bytes === undefined) return undefined;
  const columns = columnsInOrder(wanted);
  const fields = wanted.map((port, i) => ({ port, type: decimalType(port, raw), columns: columns[i] ?? [] }));
  const width = columns.flat().length;
  const table = { file, format: ".dat", bytes, cells: blankCells, fields, width, layout: layoutOf(wanted) } as const;
  return textSources({ ...table, header: 0 }, reporter);
}

export function create(request: SinkRequest): Promise<ArraySink | undefined> {
  return textSink(request, { separator: " ", cell: String });
}
