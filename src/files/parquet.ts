import { type AsyncBuffer, asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { parquetColumns } from "./parquet/columns.js";
import type { OpenRequest, Sources } from "./stream.js";
import { parseSelection } from "./table/selection.js";
import { tableSources } from "./table/source.js";

export { create } from "./parquet/sink.js";

/** Columns of a Parquet file (numbers, and lists of numbers), read by row groups. */
export async function open(request: OpenRequest): Promise<Sources | undefined> {
  const { file, selection: text, reporter } = request;
  const selection = text === undefined ? undefined : parseSelection(text, false, file, reporter);
  if (text !== undefined && selection === undefined) return undefined;
  const buffer: AsyncBuffer = await asyncBufferFromFile(file);
  try {
    const metadata = await parquetMetadataAsync(buffer);
    const { columns, others } = parquetColumns({ file, buffer, metadata, reporter });
    const events = Number(metadata.num_rows);
    const table = { what: "column", origin: file, events, columns, others, close: async () => {} } as const;
    return await tableSources(table, selection, request);
  } catch (error) {
    reporter.report("BX3103", { format: "Parquet", reason: (error as Error).message }, { file });
    return undefined;
  }
}

/** The key-value metadata of the file. */
export async function record(file: string): Promise<Readonly<Record<string, unknown>>> {
  const { key_value_metadata: pairs = [] } = await parquetMetadataAsync(await asyncBufferFromFile(file));
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
}
