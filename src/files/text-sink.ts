import type { OutputArray } from "../data/nd-array.js";
import { sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import { newFile } from "./new-file.js";
import type { ArraySink, SinkPort, SinkRequest } from "./stream.js";

/** How outputs are written as text: one event a line, the outputs one after the other, each in row-major order. */
export interface TextStyle {
  /** Lines before the first event. */
  readonly header?: readonly string[];
  readonly separator: string;
  readonly cell: (value: number | bigint, port: SinkPort) => string;
}

/** Lines that are made before they are written. */
const LINES = 4096;

export async function textSink(request: SinkRequest, style: TextStyle): Promise<ArraySink | undefined> {
  const file = await newFile(request);
  if (file === undefined) return undefined;
  const put = (text: string): Promise<boolean> => file.append(Buffer.from(text));
  if (style.header !== undefined && !(await put(style.header.map((line) => `${line}\n`).join("")))) return undefined;
  const write = async (parts: readonly OutputArray[]): Promise<boolean> => {
    const events = parts[0]?.shape[0] ?? 0;
    for (let first = 0; first < events; first += LINES) {
      const count = Math.min(LINES, events - first);
      const lines = Array.from({ length: count }, (_, i) => lineOf(first + i, parts, request.ports, style));
      if (!(await put(lines.join("")))) return false;
    }
    return true;
  };
  return { write, finish: file.finish, abort: file.abort };
}

function lineOf(
  event: number,
  parts: readonly OutputArray[],
  ports: readonly SinkPort[],
  { separator, cell }: TextStyle,
): string {
  const cells: string[] = [];
  for (const [p, port] of ports.entries()) {
    const { data } = must(parts[p], port.name);
    const size = sizeOf(port.shape);
    for (let i = event * size; i < (event + 1) * size; i++) cells.push(cell(data[i] as number | bigint, port));
  }
  return `${cells.join(separator)}\n`;
}
