import { fraction } from "../../fixed/types.js";
import { bounds, sizeOf } from "../../ir/tensor.js";
import type { InputData, OutputData } from "../block.js";
import { inputPorts, outputPorts, type Program } from "../block-driver.js";
import type { ModuleBuilder } from "./assembler.js";
import type { Layout } from "./layout.js";
import { emitReadFloats, type FloatBytes, READ_BEHIND, readsFloats } from "./read-floats.js";
import type { WasmExports } from "./runtime.js";
import { emitWriteRows, type OutputForm, writesRows } from "./write-values.js";

/** An input or output of the model: where the values of some blocks lie on their way into rows or out of them. */
export interface Port {
  readonly name: string;
  readonly address: number;
  /** Elements of one event. */
  readonly size: number;
}

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Blocks whose values the ports hold at once. */
  readonly blocks: number;
}

/** A compiled model's memory and functions. */
export interface Compiled {
  readonly memory: ArrayBuffer;
  readonly layout: Layout;
  readonly ports: Ports;
  readonly exported: WasmExports;
}

/** Bytes of an element in an array of values, at most. */
const PORT_BYTES = 8;
/** Enough blocks for the work beside the module's own not to count, few enough for the second-level cache. */
const MOST = { blocks: 16, bytes: 2 ** 19 };
const FLOAT_BYTES: readonly FloatBytes[] = [4, 8];
const FORMS: readonly OutputForm[] = ["float32", "float64", "int64"];

export function emitPorts(module: ModuleBuilder, layout: Layout, program: Program): Ports {
  const [given, wanted] = [inputPorts(program), outputPorts(program)];
  const elements = [...given.map(({ size }) => size), ...wanted.map(({ type }) => sizeOf(type.shape))];
  const bytes = elements.reduce((sum, size) => sum + size, 1) * layout.events * PORT_BYTES;
  const blocks = Math.max(1, Math.min(MOST.blocks, Math.floor(MOST.bytes / bytes)));
  const portOf = (name: string, size: number): Port => {
    return { name, size, address: layout.data.reserve(size * layout.events * PORT_BYTES * blocks + READ_BEHIND) };
  };
  const inputs = given.map(({ size, type, view }, i) => {
    const port = portOf(`input${i}`, size);
    for (const bytes of FLOAT_BYTES)
      if (view !== undefined && readsFloats({ bytes, type, view }))
        emitReadFloats(module, layout, { bytes, type, view, source: port.address }, `${port.name}${bytes}`);
    return port;
  });
  const outputs = wanted.map(({ type, view }, i) => {
    const port = portOf(`output${i}`, sizeOf(type.shape));
    const frac = fraction(type.elem);
    for (const form of FORMS)
      if (view !== undefined && writesRows(form, view, frac, bounds(type.range)))
        emitWriteRows(module, layout, { form, view, fraction: frac, target: port.address }, `${port.name}${form}`);
    return port;
  });
  return { inputs, outputs, blocks };
}

/** Puts a block of floats into rows; returns how many lie outside the type, undefined where the module can't do it. */
export function readBlock(compiled: Compiled, port: Port, data: InputData): number | undefined {
  const read = readerOf(compiled, port, data);
  if (read === undefined) return undefined;
  const block = placeOf(compiled.memory, port, data, compiled.layout.events * port.size);
  block.set(data as never);
  block.fill(0 as never, data.length);
  const outside = read(0);
  return outside < 0 ? undefined : outside;
}

/** Writes a block of values, none of which is rounded; undefined where the module can't do it. */
export function writeBlock(compiled: Compiled, port: Port, out: OutputData): number | undefined {
  const write = writerOf(compiled, port, out);
  if (write === undefined) return undefined;
  write(0);
  out.set(placeOf(compiled.memory, port, out, out.length) as never);
  return 0;
}

export function readerOf({ exported }: Compiled, { name }: Port, data: InputData | undefined) {
  const isFloat = data instanceof Float32Array || data instanceof Float64Array;
  return isFloat
    ? (exported[`${name}${data.BYTES_PER_ELEMENT}`] as ((offset: number) => number) | undefined)
    : undefined;
}

export function writerOf({ exported }: Compiled, { name }: Port, out: OutputData | undefined) {
  const form = out instanceof Float32Array ? "float32" : out instanceof Float64Array ? "float64" : "int64";
  return exported[`${name}${form}`];
}

/** Some events of an array. */
export function partOf<T extends InputData | OutputData>(data: T, { size }: Port, first: number, events: number): T {
  return data.subarray(first * size, (first + events) * size) as T;
}

/** The port's memory as elements of the same kind as those of `data`. */
export function placeOf<T extends InputData | OutputData>(memory: ArrayBuffer, port: Port, data: T, length: number): T {
  const Elements = data.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => T;
  return new Elements(memory, port.address, length);
}
