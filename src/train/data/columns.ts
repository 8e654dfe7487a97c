import type { NdArray } from "../../data/nd-array.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { must } from "../../support/errors.js";
import { expectShape, type FloatData, sizeOf } from "../autodiff/tensor.js";

/** One array of a data set: [events, ...shape], row-major. */
export interface Column {
  /** Of one event. */
  readonly shape: readonly number[];
  readonly data: FloatData;
}

/** A data set in memory: inputs, labels, weights ... by name, all finite and of the same events. */
export interface Columns {
  readonly events: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/**
 * The data set of arrays [events, ...shape], as files and `SampleSource.make` give them. Floats and integers that 32-bit
 * floats hold become those, others 64-bit floats. Arrays without events, of other lengths or with NaN and infinity are errors.
 */
export function columnsOf(arrays: ReadonlyMap<string, NdArray>, reporter: Reporter): Columns | undefined {
  const columns = new Map(Array.from(arrays, ([name, array]) => [name, columnOf(array)] as const));
  const [first, ...others] = Array.from(arrays, ([name, { shape }]) => ({ name, events: shape[0] ?? 0 }));
  if (first === undefined || first.events === 0) {
    reporter.report("BX6101", { column: first?.name });
    return undefined;
  }
  for (const { name, events } of others) {
    if (events !== first.events)
      reporter.report("BX6102", { first: first.name, events: first.events, other: name, otherEvents: events });
  }
  for (const [name, column] of columns) expectFinite(name, column, reporter);
  return reporter.hasErrors() ? undefined : { events: first.events, columns };
}

function columnOf({ shape, dtype, data }: NdArray): Column {
  const event = shape.slice(1);
  if (data instanceof Float32Array || data instanceof Float64Array) return { shape: event, data };
  const numbers: FloatData = /32|64/.test(dtype) ? new Float64Array(data.length) : new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) numbers[i] = Number(data[i]);
  return { shape: event, data: numbers };
}

function expectFinite(name: string, { shape, data }: Column, reporter: Reporter): void {
  const at = data.findIndex((value: number) => !Number.isFinite(value));
  if (at < 0) return;
  reporter.report("BX6103", { column: name, event: Math.floor(at / sizeOf(shape)), value: String(data[at]) });
}

export function columnNamed({ columns }: Columns, name: string): Column {
  return must(columns.get(name), `column ${name}`);
}

/** The data set with one more column (or another of that name): `values` are [events, ...shape]. */
export function withColumn(data: Columns, name: string, shape: readonly number[], values: ArrayLike<number>): Columns {
  const column: Column = { shape, data: Float32Array.from(values) };
  expectShape(
    column.data.length === data.events * sizeOf(shape),
    `column ${name}`,
    [data.events, ...shape],
    [values.length],
  );
  return { events: data.events, columns: new Map(data.columns).set(name, column) };
}

/** The events of these numbers, in this order. */
export function selectRows({ columns }: Columns, rows: ArrayLike<number>): Columns {
  const picked = Array.from(columns, ([name, { shape, data }]) => {
    const width = sizeOf(shape);
    const length = rows.length * width;
    const into: FloatData = data instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
    gatherRows(into, data, rows, width);
    return [name, { shape, data: into }] as const;
  });
  return { events: rows.length, columns: new Map(picked) };
}

/** The events of several data sets, one after another; columns are those of the first. */
export function joinRows(parts: readonly [Columns, ...Columns[]]): Columns {
  const [first] = parts;
  const joined = Array.from(first.columns, ([name, { shape, data }]) => {
    const all = parts.map((part) => columnNamed(part, name).data);
    const length = all.reduce((sum, values) => sum + values.length, 0);
    const into: FloatData = data instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
    let to = 0;
    for (const values of all) {
      into.set(values, to);
      to += values.length;
    }
    return [name, { shape, data: into }] as const;
  });
  return { events: parts.reduce((sum, { events }) => sum + events, 0), columns: new Map(joined) };
}

/** into [rows.length, width] = those rows of from [..., width] */
export function gatherRows(into: FloatData, from: FloatData, rows: ArrayLike<number>, width: number): void {
  let to = 0;
  for (let i = 0; i < rows.length; i++) {
    const end = ((rows[i] as number) + 1) * width;
    for (let k = end - width; k < end; k++, to++) into[to] = from[k] as number;
  }
}
