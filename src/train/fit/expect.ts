import type { Reporter } from "../../diagnostics/reporter.js";
import { didYouMean } from "../../support/text.js";
import { sizeOf } from "../autodiff/tensor.js";
import type { Column, Columns } from "../data/columns.js";
import type { Model } from "../network.js";

/** The column, which is reported where the data has none of that name. */
export function expectColumn({ columns }: Columns, name: string, reporter: Reporter): Column | undefined {
  const column = columns.get(name);
  const names = [...columns.keys()];
  if (column === undefined) reporter.report("BX6104", { column: name, names, near: didYouMean(name, names) });
  return column;
}

/** Shape of one event of an output, which is reported where the model has none of that name. */
export function expectOutput(model: Model, output: string, reporter: Reporter): readonly number[] | undefined {
  const layer = model.outputs.get(output);
  const names = [...model.outputs.keys()];
  if (layer === undefined)
    reporter.report("BX3011", { name: output, what: "output", names, near: didYouMean(output, names) });
  return layer?.shape;
}

/** A column of as many numbers per event as `shape`. */
export function expectSize(
  data: Columns,
  name: string,
  shape: readonly number[],
  reporter: Reporter,
): Column | undefined {
  const column = expectColumn(data, name, reporter);
  if (column === undefined || sizeOf(column.shape) === sizeOf(shape)) return column;
  reporter.report("BX6105", { column: name, shape: column.shape, expected: shape });
  return undefined;
}

/** Labels of rows of logits [..., classes]: their numbers, or shares of all classes. */
export function expectClasses(data: Columns, name: string, logits: readonly number[], reporter: Reporter): void {
  const column = expectColumn(data, name, reporter);
  if (column === undefined) return;
  const classes = logits.at(-1) ?? 1;
  if (sizeOf(column.shape) === sizeOf(logits)) return;
  const rows = logits.slice(0, -1);
  if (sizeOf(column.shape) === sizeOf(rows)) expectIntegers(name, column, classes, reporter);
  else reporter.report("BX6105", { column: name, shape: column.shape, expected: rows });
}

/** Numbers of classes below `classes`. */
export function expectIntegers(name: string, { shape, data }: Column, classes: number, reporter: Reporter): void {
  const at = data.findIndex((label: number) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (at < 0) return;
  const expected = `a whole number from 0 to ${classes - 1}`;
  reporter.report("BX6106", { column: name, event: Math.floor(at / sizeOf(shape)), value: data[at] ?? 0, expected });
}

/** Numbers from 0 to 1, one for each of the output's. */
export function expectShares(data: Columns, name: string, shape: readonly number[], reporter: Reporter): void {
  const column = expectSize(data, name, shape, reporter);
  const at = column?.data.findIndex((label: number) => !(label >= 0 && label <= 1)) ?? -1;
  if (column === undefined || at < 0) return;
  const event = Math.floor(at / sizeOf(column.shape));
  reporter.report("BX6106", { column: name, event, value: column.data[at] ?? 0, expected: "from 0 to 1" });
}
