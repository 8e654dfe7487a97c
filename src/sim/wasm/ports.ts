import { type InputFaults, mantissasFrom } from "../../fixed/from-values.js";
import { writeValues } from "../../fixed/to-values.js";
import { type ApFixed, fraction } from "../../fixed/types.js";
import { bounds, elementAt, type IntTensor, sizeOf, type TensorType } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import type { InputData, OutputData } from "../block.js";
import type { View } from "../step.js";
import type { ModuleBuilder } from "./assembler.js";
import type { Layout } from "./layout.js";
import { emitReadFloats, type FloatBytes, readsFloats } from "./read-floats.js";
import type { RowAccess } from "./rows.js";
import { emitWriteRows, type OutputForm, writesRows } from "./write-values.js";

/** What the ports need of the machine that they belong to. */
export interface Machine {
  readonly memory: ArrayBuffer;
  readonly layout: Layout;
  readonly rows: RowAccess;
  readonly exported: Readonly<Record<string, () => unknown>>;
}

/** An input of the model: values of a block into rows. */
export interface InputPlan {
  readonly type: ApFixed;
  readonly size: number;
  /** Undefined beyond 64 bits: such inputs stay tensors. */
  readonly view: View | undefined;
  /** Address of a block of values as floats. */
  readonly source: number;
  readonly name: string;
}

/** A value that leaves: rows of a block to values or mantissas. */
export interface OutputPlan {
  readonly type: TensorType;
  readonly view: View | undefined;
  readonly target: number;
  readonly name: string;
}

const FLOAT_BYTES: readonly FloatBytes[] = [4, 8];
const FORMS: readonly OutputForm[] = ["float32", "float64", "int64"];

export function emitPorts(
  module: ModuleBuilder,
  layout: Layout,
  inputs: readonly InputPlan[],
  outputs: readonly OutputPlan[],
): void {
  for (const { type, view, source, name } of inputs)
    for (const bytes of FLOAT_BYTES)
      if (view !== undefined && readsFloats({ bytes, type, view }))
        emitReadFloats(module, layout, { bytes, type, view, source }, `${name}${bytes}`);
  for (const { type, view, target, name } of outputs)
    for (const form of FORMS)
      if (view !== undefined && writesRows(form, view, fraction(type.elem), bounds(type.range)))
        emitWriteRows(module, layout, { form, view, fraction: fraction(type.elem), target }, `${name}${form}`);
}

/** Puts a block of values into rows; returns the tensor where there are no rows for it. Adds to `faults`. */
export function readInput(
  { exported, layout, memory, rows }: Machine,
  { name, size, source, type, view }: InputPlan,
  data: InputData,
  raw: boolean,
  faults: InputFaults,
): IntTensor["data"] | undefined {
  const fast = floatReader(exported, name, data);
  if (fast !== undefined && view !== undefined) {
    const block = new fast.Floats(memory, source, layout.events * size);
    block.set(data as Float64Array);
    block.fill(0, data.length);
    const outside = fast.read();
    if (outside >= 0) {
      faults.outside.count += outside;
      return undefined;
    }
  }
  const mantissas = mantissasFrom(data, type, raw, faults);
  if (view === undefined) return mantissas;
  rows.write(view, mantissas, data.length / size);
  return undefined;
}

function floatReader(exported: Machine["exported"], name: string, data: InputData) {
  const Floats = data instanceof Float32Array ? Float32Array : data instanceof Float64Array ? Float64Array : undefined;
  const read = Floats && (exported[`${name}${Floats.BYTES_PER_ELEMENT}`] as (() => number) | undefined);
  return Floats && read && { Floats, read };
}

/** Writes the first `events` events of a value; returns how many floats were rounded. `kept` is a value without rows. */
export function writeOutput(
  { exported, memory, rows }: Machine,
  { name, target, type, view }: OutputPlan,
  out: OutputData,
  events: number,
  kept: IntTensor | undefined,
): number {
  const form = out instanceof Float32Array ? "float32" : out instanceof Float64Array ? "float64" : "int64";
  const write = exported[`${name}${form}`];
  if (write === undefined) {
    const tensor = view === undefined ? must(kept, `value ${name}`) : rows.read(view, type, events);
    return writeValues(spread(tensor, events), fraction(type.elem), out);
  }
  write();
  if (out instanceof Float32Array) out.set(new Float32Array(memory, target, out.length));
  else if (out instanceof Float64Array) out.set(new Float64Array(memory, target, out.length));
  else out.set(new BigInt64Array(memory, target, out.length));
  return 0;
}

/** Mantissas of all events, also where one event stands for all. */
function spread(tensor: IntTensor, events: number): IntTensor["data"] {
  if (tensor.events === events) return tensor.data;
  const size = sizeOf(tensor.type.shape);
  return Array.from({ length: size * events }, (_, k) => elementAt(tensor, 0, k % size));
}
