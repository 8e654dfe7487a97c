import { type AsyncBuffer, type FileMetaData, parquetRead, parquetSchema } from "hyparquet";
import type { DType } from "../../data/nd-array.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import type { Cells, Column } from "../table/column.js";
import { elementsOf } from "../table/element-type.js";
import { elementType } from "./schema.js";

/** A Parquet file, opened. */
export interface ParquetFile {
  readonly file: string;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly reporter: Reporter;
}

/** The columns of numbers and of lists of numbers by name, and the types of all others. */
export function parquetColumns(opened: ParquetFile): { columns: Map<string, Column>; others: Map<string, string> } {
  const { metadata } = opened;
  const columns = new Map<string, Column>();
  const others = new Map<string, string>();
  const bounds = [0];
  for (const group of metadata.row_groups) bounds.push((bounds.at(-1) ?? 0) + Number(group.num_rows));
  for (const node of parquetSchema(metadata).children) {
    const { name } = node.element;
    const type = elementType(node);
    if (type.dtype === undefined) others.set(name, type.found);
    else {
      const { dtype, list } = type;
      const load = (part: number): Promise<Cells | undefined> => loadRowGroup(opened, name, dtype, list, bounds, part);
      columns.set(name, { name, kind: list ? "list" : "scalar", length: list ? 0 : 1, dtype, bounds, load });
    }
  }
  return { columns, others };
}

/** A value, a list of them, or null, as the library gives them. */
type Cell = number | bigint | boolean | null | undefined | ArrayLike<Scalar>;
type Scalar = number | bigint | boolean | null | undefined;

async function loadRowGroup(
  { file, buffer, metadata, reporter }: ParquetFile,
  name: string,
  dtype: DType,
  list: boolean,
  bounds: readonly number[],
  part: number,
): Promise<Cells | undefined> {
  const rowStart = bounds[part] ?? 0;
  const rowEnd = bounds[part + 1] ?? rowStart;
  const chunks: ArrayLike<Cell>[] = [];
  try {
    const { compressors } = await import("hyparquet-compressors");
    const onChunk = ({ columnData }: { columnData: ArrayLike<Cell> }): unknown => chunks.push(columnData);
    await parquetRead({ file: buffer, metadata, columns: [name], rowStart, rowEnd, onChunk, compressors });
    const rows = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (rows !== rowEnd - rowStart) throw new Error(`column '${name}' has ${rows} rows of ${rowEnd - rowStart}`);
  } catch (error) {
    reporter.report("BX3103", { format: "Parquet", reason: (error as Error).message }, { file });
    return undefined;
  }
  const cells = list ? flatten(chunks, dtype) : flatValues(chunks, dtype, rowEnd - rowStart);
  if (typeof cells !== "number") return cells;
  reporter.report("BX3048", { what: "column", name, row: rowStart + cells, problem: "is null" }, { file });
  return undefined;
}

/** Values one a row; the first row without one instead, where there is such a row. */
function flatValues(chunks: readonly ArrayLike<Cell>[], dtype: DType, rows: number): Cells | number {
  const values = elementsOf(dtype, rows);
  let row = 0;
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++, row++) if (!store(values, row, chunk[i] as Scalar)) return row;
  }
  return { values };
}

/** Values of lists, one list a row; the first row with a null instead, where there is such a row. */
function flatten(chunks: readonly ArrayLike<Cell>[], dtype: DType): Cells | number {
  const lists = chunks.flatMap((chunk) => Array.from(chunk)) as (ArrayLike<Scalar> | null | undefined)[];
  const starts = new Uint32Array(lists.length + 1);
  for (const [row, list] of lists.entries()) starts[row + 1] = (starts[row] as number) + (list?.length ?? 0);
  const values = elementsOf(dtype, starts[lists.length] as number);
  for (const [row, list] of lists.entries()) {
    if (list === null || list === undefined) return row;
    for (let i = 0; i < list.length; i++) if (!store(values, (starts[row] as number) + i, list[i])) return row;
  }
  return { values, starts };
}

/** False for null. */
function store(values: Cells["values"], index: number, value: Scalar): boolean {
  if (value === null || value === undefined) return false;
  const wide = values instanceof BigInt64Array || values instanceof BigUint64Array;
  (values as { [index: number]: number | bigint })[index] = wide ? BigInt(value) : Number(value);
  return true;
}
