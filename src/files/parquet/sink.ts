import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import type { OutputArray } from "../../data/nd-array.js";
import { sizeOf } from "../../ir/tensor.js";

import { columnNames } from "../columns.js";
import { newFile } from "../new-file.js";
import { provenanceTexts } from "../provenance-texts.js";
import type { ArraySink, SinkRequest } from "../stream.js";

/** Rows that are written at once; a page of every column then takes half a megabyte at most. */
const ROW_GROUP = 65536;
const TYPES = { float32: "FLOAT", float64: "DOUBLE", int64: "INT64" } as const;

type Values = OutputArray["data"];

/** A column for every element of every output, `y[0]`, `y[1]`, ..., in row groups of 65,536 events. */
export async function create(request: SinkRequest): Promise<ArraySink | undefined> {
  const file = await newFile(request);
  if (file === undefined) return undefined;
  const { ports, events, dtype, provenance } = request;
  const names = ports.flatMap(columnNames);
  const columns = names.map((): Values => valuesOf(dtype, Math.min(ROW_GROUP, events)));
  const bytes = new ByteWriter();
  const schema = schemaOf(names, dtype);
  const kvMetadata = provenanceTexts(provenance).map(([key, value]) => ({ key, value }));
  const writer = new ParquetWriter({ writer: bytes, schema, kvMetadata, createdBy: "bunchcross" });
  let rows = 0;
  const flush = (): Promise<boolean> => {
    const written = bytes.getBytes().slice();
    bytes.index = 0;
    return file.append(written);
  };
  const writeRows = async (): Promise<boolean> => {
    if (rows === 0) return true;
    const columnData = names.map((name, i) => ({
      name,
      data: (columns[i] as Values).slice(0, rows),
      encoding: "PLAIN" as const,
    }));
    await writer.write({ columnData, rowGroupSize: ROW_GROUP });
    rows = 0;
    return flush();
  };
  return {
    write: async (parts) => {
      const count = parts[0]?.shape[0] ?? 0;
      for (let from = 0; from < count; ) {
        const taken = Math.min(count - from, ROW_GROUP - rows);
        let column = 0;
        for (const part of parts) column = scatter(part, from, taken, columns, column, rows);
        from += taken;
        rows += taken;
        if (rows === ROW_GROUP && !(await writeRows())) return false;
      }
      return true;
    },
    finish: async () => {
      if (!(await writeRows())) return false;
      await writer.finish();
      return (await flush()) && file.finish();
    },
    abort: file.abort,
  };
}

function schemaOf(names: readonly string[], dtype: OutputArray["dtype"]): SchemaElement[] {
  const columns = names.map((name) => ({ name, type: TYPES[dtype], repetition_type: "REQUIRED" as const }));
  return [{ name: "events", num_children: names.length }, ...columns];
}

function valuesOf(dtype: OutputArray["dtype"], length: number): Values {
  if (dtype === "int64") return new BigInt64Array(length);
  return dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
}

/** Events of an array into its columns from `column` on, at `row`; returns the column after its last. */
function scatter(
  { shape, data }: OutputArray,
  from: number,
  count: number,
  columns: readonly Values[],
  column: number,
  row: number,
): number {
  const size = sizeOf(shape.slice(1));
  for (let element = 0; element < size; element++) {
    const into = columns[column + element] as { [index: number]: number | bigint };
    for (let i = 0; i < count; i++) into[row + i] = data[(from + i) * size + element] as number | bigint;
  }
  return column + size;
}
