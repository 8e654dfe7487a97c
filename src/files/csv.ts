import path from "node:path";
import { createReporter } from "../diagnostics/reporter.js";
import { openBytes } from "./bytes.js";
import { quoted, separatedCells, separatorOf } from "./cells.js";
import { columnNames, columnsOf } from "./columns.js";
import { lineReader } from "./lines.js";
import { selectsNothing } from "./ports.js";
import { provenanceTexts } from "./provenance-texts.js";
import type { ArraySink, OpenRequest, SinkRequest, Sources } from "./stream.js";
import { decimalType, layoutOf } from "./text-fields.js";
import { textSink } from "./text-sink.js";
import { textSources } from "./text-table.js";

/** A record of where data come from is a page or two. */
const LARGEST_RECORD = 2 ** 18;

/**
 * Decimal numbers between commas, semicolons or tabs, one event a line. A first line of nothing but names is a header:
 * it says which column is what, or is passed over where it names no input.
 */
export async function open(request: OpenRequest): Promise<Sources | undefined> {
  const { file, wanted, raw, reporter } = request;
  const bytes = selectsNothing(request) ? await openBytes(file, reporter) : undefined;
  if (bytes === undefined) return undefined;
  const lines = await lineReader(bytes)();
  const first = "problem" in lines ? undefined : lines[0];
  const cells = separatedCells(isTabbed(file) ? "\t" : separatorOf(first?.text ?? ""));
  const names = first === undefined ? [] : cells.split(first.text).map((name) => name.trim());
  const header = isHeader(names) ? 1 : 0;
  const columns = columnsOf(header === 1 ? names : [], wanted, { file, line: first?.number ?? 1 }, reporter);
  if (columns === undefined) {
    await bytes.close();
    return undefined;
  }
  const fields = columns.ports.map(({ port, columns }) => ({ port, type: decimalType(port, raw), columns }));
  const layout = columns.named ? "the columns of the header" : layoutOf(wanted);
  return textSources({ file, format: ".csv", bytes, cells, fields, width: columns.width, layout, header }, reporter);
}

export function create(request: SinkRequest): Promise<ArraySink | undefined> {
  const separator = isTabbed(request.file) ? "\t" : ",";
  const comments = provenanceTexts(request.provenance).map(([name, text]) => `# ${name}: ${text}`);
  const names = request.ports.flatMap(columnNames).map(quoted).join(separator);
  return textSink(request, { header: [...comments, names], separator, cell: String });
}

/** The lines `# name: value` that the file begins with. */
export async function record(file: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const bytes = await openBytes(file, createReporter());
  if (bytes === undefined) return undefined;
  const start = new Uint8Array(Math.min(bytes.size, LARGEST_RECORD));
  const problem = await bytes.read(0, start);
  await bytes.close();
  if (problem !== undefined) return undefined;
  const lines = new TextDecoder().decode(start).split(/\r?\n/);
  const comments = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("#")),
  );
  return Object.fromEntries(
    comments.flatMap((line) => [...line.matchAll(/^# (\w+): (.*)$/g)].map(([, name, text]) => [name, text])),
  );
}

/** Whether no cell looks like a number: no event may be lost by one mistake in its line. */
function isHeader(cells: readonly string[]): boolean {
  return (
    cells.some((cell) => cell !== "") && !cells.some((cell) => /^([+-]?\.?\d|[+-]?(nan|inf|infinity)$)/i.test(cell))
  );
}

function isTabbed(file: string): boolean {
  return path.extname(file).toLowerCase() === ".tsv";
}
