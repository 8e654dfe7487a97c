import { fraction } from "../../fixed/types.js";
import { bounds, sizeOf } from "../../ir/tensor.js";
import type { InputData, OutputData } from "../block.js";
import { inputPorts, outputPorts, type Program } from "../block-driver.js";
import type { ModuleBuilder } from "./assembler.js";
import type { Layout } from "./layout.js";
import { emitReadFloats, type FloatBytes, readsFloats } from "./read-floats.js";
import { emitWriteRows, type OutputForm, writesRows } from "./write-values.js";

/** An input or output of the model: where a block of its values lies on its way into rows or out of them. */
interface Port {
  readonly name: string;
  readonly address: number;
  /** Elements of one event. */
  readonly size: number;
}

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** Functions that the module exports, of which not every port has one for every form. */
type Exported = Readonly<Record<string, () => unknown>>;

/** Bytes of an element in an array of values, at most. */
const PORT_BYTES = 8;
const FLOAT_BYTES: readonly FloatBytes[] = [4, 8];
const FORMS: readonly OutputForm[] = ["float32", "float64", "int64"];

export function emitPorts(module: ModuleBuilder, layout: Layout, program: Program): Ports {
  const inputs = inputPorts(program).map(({ size, type, view }, i) => {
    const port = { name: `input${i}`, address: layout.data.scratch(size * layout.events * PORT_BYTES), size };
    for (const bytes of FLOAT_BYTES)
      if (view !== undefined && readsFloats({ bytes, type, view }))
        emitReadFloats(module, layout, { bytes, type, view, source: port.address }, `${port.name}${bytes}`);
    return port;
  });
  const outputs = outputPorts(program).map(({ type, view }, i) => {
    const size = sizeOf(type.shape);
    const port = { name: `output${i}`, address: layout.data.scratch(size * layout.events * PORT_BYTES), size };
    const frac = fraction(type.elem);
    for (const form of FORMS)
      if (view !== undefined && writesRows(form, view, frac, bounds(type.range)))
        emitWriteRows(module, layout, { form, view, fraction: frac, target: port.address }, `${port.name}${form}`);
    return port;
  });
  return { inputs, outputs };
}

/** Puts a block of floats into rows; returns how many lie outside the type, undefined where the module can't do it. */
export function readFloats(
  memory: ArrayBuffer,
  events: number,
  { address, name, size }: Port,
  exported: Exported,
  data: InputData,
): number | undefined {
  const Floats = data instanceof Float32Array ? Float32Array : data instanceof Float64Array ? Float64Array : undefined;
  const read = Floats && (exported[`${name}${Floats.BYTES_PER_ELEMENT}`] as (() => number) | undefined);
  if (Floats === undefined || read === undefined) return undefined;
  const block = new Floats(memory, address, events * size);
  block.set(data as Float64Array);
  block.fill(0, data.length);
  const outside = read();
  return outside < 0 ? undefined : outside;
}

/** Writes a block of values, none of which is rounded; undefined where the module can't do it. */
export function writeRows(
  memory: ArrayBuffer,
  { address, name }: Port,
  exported: Exported,
  out: OutputData,
): number | undefined {
  const form = out instanceof Float32Array ? "float32" : out instanceof Float64Array ? "float64" : "int64";
  const write = exported[`${name}${form}`];
  if (write === undefined) return undefined;
  write();
  if (out instanceof Float32Array) out.set(new Float32Array(memory, address, out.length));
  else if (out instanceof Float64Array) out.set(new Float64Array(memory, address, out.length));
  else out.set(new BigInt64Array(memory, address, out.length));
  return 0;
}
