import { printType } from "../fixed/text.js";
import { must } from "../support/errors.js";
import { openBytes } from "./bytes.js";
import { blankCells } from "./cells.js";
import { selectsNothing } from "./ports.js";
import type { ArraySink, OpenRequest, SinkPort, SinkRequest, Sources } from "./stream.js";
import { columnsInOrder, type Field, hexDigits, hexType, layoutOf } from "./text-fields.js";
import { textSink } from "./text-sink.js";
import { textSources } from "./text-table.js";

/** Mantissas in hexadecimal between blanks, one event a line: two's complement of each port's width. */
export async function open(request: OpenRequest): Promise<Sources | undefined> {
  const { file, wanted, raw, reporter } = request;
  if (!selectsNothing(request)) return undefined;
  const columns = columnsInOrder(wanted);
  const fields = wanted.flatMap((port, i): Field[] => {
    const type = hexType(port, raw);
    if (type !== undefined) return [{ port, type, columns: columns[i] ?? [] }];
    const bits = raw ? 64 : 53;
    reporter.report("BX3113", { input: port.name, type: printType(port.type), bits, raw }, { file });
    return [];
  });
  const bytes = fields.length === wanted.length ? await openBytes(file, reporter) : undefined;
  if (bytes === undefined) return undefined;
  const width = columns.flat().length;
  const table = { file, format: ".hex", bytes, cells: blankCells, fields, width, layout: layoutOf(wanted) } as const;
  return textSources({ ...table, header: 0 }, reporter);
}

export function create(request: SinkRequest): Promise<ArraySink | undefined> {
  const cell = (mantissa: number | bigint, { name, type }: SinkPort): string => {
    const { width } = must(type, `type of '${name}'`);
    return BigInt.asUintN(width, BigInt(mantissa)).toString(16).padStart(hexDigits(width), "0");
  };
  return textSink(request, { separator: " ", cell });
}
