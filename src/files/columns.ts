import type { Location } from "../diagnostics/diagnostic.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { sizeOf } from "../ir/tensor.js";
import { plural, shown } from "../support/text.js";
import type { DataPort, SinkPort } from "./stream.js";
import { columnsInOrder } from "./text-fields.js";

/** Which columns of a file the elements of its inputs are. */
export interface Columns {
  readonly ports: readonly { readonly port: DataPort; readonly columns: readonly number[] }[];
  /** Cells of a line. */
  readonly width: number;
  /** Whether the header says so; else columns are taken in order. */
  readonly named: boolean;
}

/** The columns by a header's names; in order where they name no input. Undefined where they are wrong (reported). */
export function columnsOf(
  names: readonly string[],
  wanted: readonly DataPort[],
  at: Location,
  reporter: Reporter,
): Columns | undefined {
  const found = wanted.map((port) => elementsOf(names, port, at, reporter));
  if (found.includes(undefined)) return undefined;
  const ports = wanted.flatMap((port, i) => {
    const columns = found[i] ?? [];
    return columns.length === 0 ? [] : [{ port, columns }];
  });
  if (ports.length > 0) return { ports, width: names.length, named: true };
  const inOrder = columnsInOrder(wanted);
  const width = inOrder.reduce((sum, { length }) => sum + length, 0);
  return { ports: wanted.map((port, i) => ({ port, columns: inOrder[i] ?? [] })), width, named: false };
}

/** The column of each element of an input; empty where the header names none, undefined where it names them badly. */
function elementsOf(
  names: readonly string[],
  port: DataPort,
  at: Location,
  reporter: Reporter,
): readonly number[] | undefined {
  const size = sizeOf(port.shape);
  const columns = new Map<number, number>();
  for (const [column, name] of names.entries()) {
    const wrong = (problem: string): undefined => void reporter.report("BX3112", { column: name, problem }, at);
    const element = elementOf(name, port);
    if (element === undefined) continue;
    if (element === "outside") return wrong(`is no element of an input of shape (${port.shape.join(", ")})`);
    if (columns.has(element)) return wrong("names an element of the input that another column names too");
    columns.set(element, column);
  }
  if (columns.size === 0) return [];
  const missing = columnNames(port).find((_, element) => !columns.has(element));
  if (missing === undefined) return Array.from({ length: size }, (_, element) => columns.get(element) ?? 0);
  const problem = `is missing: input '${shown(port.name, 40)}' has ${plural(size, "element")}`;
  reporter.report("BX3112", { column: missing, problem }, at);
  return undefined;
}

/** The element, in row-major order, that a column is named after: `x`, `x[7]`, `x[2][0]` or `x[2,0]`. */
function elementOf(name: string, { name: input, shape }: DataPort): number | "outside" | undefined {
  const size = sizeOf(shape);
  if (name === input) return size === 1 ? 0 : "outside";
  const indices = name.startsWith(input) ? name.slice(input.length) : "";
  if (!/^(\[\d+(,\s*\d+)*\])+$/.test(indices)) return undefined;
  const index = Array.from(indices.matchAll(/\d+/g), Number);
  const [flat] = index;
  if (index.length === 1 && flat !== undefined) return flat < size ? flat : "outside";
  if (index.length !== shape.length || index.some((i, axis) => i >= (shape[axis] ?? 0))) return "outside";
  return index.reduce((sum, i, axis) => sum * (shape[axis] ?? 1) + i, 0);
}

/** Names of an input's elements in row-major order: `x` where there is one, `x[7]`, or `x[2][0]` with more axes. */
export function columnNames({ name, shape }: SinkPort): readonly string[] {
  const size = sizeOf(shape);
  if (size === 1) return [name];
  return Array.from({ length: size }, (_, element) => {
    let rest = element;
    const index = shape.toReversed().map((dim) => {
      const i = rest % dim;
      rest = (rest - i) / dim;
      return `[${i}]`;
    });
    return name + index.toReversed().join("");
  });
}
