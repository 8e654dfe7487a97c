import type { NodeDescription, TensorDescription } from "../../frontend/onnx/encode.js";
import { must } from "../../support/errors.js";

/** A network as ONNX has it. */
export interface Nodes {
  readonly nodes: readonly NodeDescription[];
  readonly initializers: ReadonlyMap<string, TensorDescription>;
}

/** From a matrix product to the next one, through ops that treat every unit by itself. */
interface Stretch {
  /** Names of constants: [inputs, units], [units] each, [units, next units]. */
  readonly weight: string;
  readonly rows: readonly { readonly op: string; readonly name: string }[];
  readonly next: string;
}

/** What is 0 stays 0. */
const KEEPS_ZERO: ReadonlySet<string> = new Set(["Quant", "Identity", "Relu", "LeakyRelu"]);

/**
 * Leaves out the units of dense layers that are always 0 (no weights, no bias) or that the next dense layer does not read:
 * every result keeps its bits. Units that other ops see, and the last one of a layer, stay.
 */
export function withoutDeadUnits({ nodes, initializers }: Nodes, outputs: Iterable<string>): Nodes {
  const left = new Map(initializers);
  const kept = new Set(outputs);
  const products = nodes.filter(({ op }) => op === "MatMul");
  const stretches = products.flatMap((product) => stretchFrom(product, nodes, left, kept) ?? []);
  // What one layer no longer computes, the layer before may no longer be read for, and the other way round.
  while (stretches.map((stretch) => shortened(stretch, left)).includes(true));
  return { nodes, initializers: left };
}

function stretchFrom(
  product: NodeDescription,
  nodes: readonly NodeDescription[],
  initializers: Nodes["initializers"],
  kept: ReadonlySet<string>,
): Stretch | undefined {
  const constant = (value: string | undefined): string | undefined => constantBehind(value, nodes, initializers);
  const weight = constant(product.inputs[1]);
  if (weight === undefined) return undefined;
  const units = initializers.get(weight)?.shape[1];
  const rows: { op: string; name: string }[] = [];
  for (let value = must(product.outputs[0], "product"); !kept.has(value); ) {
    const [reader, ...others] = nodes.filter(({ inputs }) => inputs.includes(value));
    if (reader === undefined || others.length > 0) return undefined;
    if (reader.op === "MatMul") {
      const next = constant(reader.inputs[1]);
      return next === undefined ? undefined : { weight, rows, next };
    }
    if (reader.op === "Add" || reader.op === "Mul") {
      const name = constant(reader.inputs.find((input) => input !== value));
      if (name === undefined || String(initializers.get(name)?.shape) !== String([units])) return undefined;
      rows.push({ op: reader.op, name });
    } else if (!KEEPS_ZERO.has(reader.op)) return undefined;
    value = must(reader.outputs[0], "result");
  }
  return undefined;
}

/** Name of the constant that a value is, as it stands there or behind its type. */
function constantBehind(
  value: string | undefined,
  nodes: readonly NodeDescription[],
  initializers: Nodes["initializers"],
): string | undefined {
  if (value === undefined || initializers.has(value)) return value;
  const source = nodes.find(({ outputs }) => outputs.includes(value));
  const typed = source !== undefined && (source.op === "Quant" || source.op === "Identity");
  return typed ? constantBehind(source.inputs[0], nodes, initializers) : undefined;
}

/** Takes dead units out of the constants; false where there are none. */
function shortened({ weight, rows, next }: Stretch, initializers: Map<string, TensorDescription>): boolean {
  const constant = (name: string): TensorDescription => must(initializers.get(name), name);
  const [, units] = constant(weight).shape as [number, number];
  const added = rows.filter(({ op }) => op === "Add").map(({ name }) => constant(name));
  const dead = (unit: number): boolean =>
    (isZero(constant(weight), 1, unit) && added.every((row) => isZero(row, 0, unit))) ||
    isZero(constant(next), 0, unit);
  const alive = Array.from({ length: units }, (_, unit) => unit).filter((unit) => !dead(unit));
  const kept = alive.length === 0 ? [0] : alive;
  if (kept.length === units) return false;
  initializers.set(weight, selected(constant(weight), 1, kept));
  initializers.set(next, selected(constant(next), 0, kept));
  for (const { name } of rows) initializers.set(name, selected(constant(name), 0, kept));
  return true;
}

/** Whether all elements of a vector or matrix at a place of an axis are 0. */
function isZero(tensor: TensorDescription, axis: 0 | 1, place: number): boolean {
  return Array.from(selected(tensor, axis, [place]).data).every((value) => value === 0);
}

/** The elements of a vector or matrix at some places of an axis. */
function selected(
  { shape, data, ...rest }: TensorDescription,
  axis: 0 | 1,
  places: readonly number[],
): TensorDescription {
  const [rows = 1, columns = 1] = shape;
  const all = (length: number): number[] => Array.from({ length }, (_, i) => i);
  const [from, to] = axis === 0 ? [places, all(columns)] : [all(rows), places];
  const values = from.flatMap((row) => to.map((column) => data[row * columns + column] as number));
  return { ...rest, shape: shape.with(axis, places.length), data: values };
}
