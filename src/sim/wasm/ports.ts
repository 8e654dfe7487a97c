import { fraction } from "../../fixed/types.js";
import { bounds, sizeOf } from "../../ir/tensor.js";
import type { BlockRequest, InputData, OutputData } from "../block.js";
import { inputPorts, outputPorts, type Program, type Progress } from "../block-driver.js";
import type { ModuleBuilder } from "./assembler.js";
import type { Layout } from "./layout.js";
import { emitReadFloats, type FloatBytes, READ_BEHIND, readsFloats } from "./read-floats.js";
import type { WasmExports } from "./runtime.js";
import { emitWriteRows, type OutputForm, writesRows } from "./write-values.js";

/** An input or output of the model: where the values of some blocks lie on their way into rows or out of them. */
interface Port {
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

/**
 * Whole blocks in the module alone, up to one that holds a value which it does not convert; returns how many events those
 * were, 0 where a port has data that the module does not take.
 */
export function runBlocks(
  compiled: Compiled,
  run: () => void,
  { events, inputs, outputs }: BlockRequest,
  { start, faults }: Progress,
): number {
  const { layout, memory, ports } = compiled;
  const readers = ports.inputs.map((port, i) => readerOf(compiled, port, inputs[i]));
  const writers = ports.outputs.map((port, i) => writerOf(compiled, port, outputs[i]));
  if ([...readers, ...writers].includes(undefined)) return 0;
  new Int8Array(memory, layout.mask, layout.events).fill(-1);
  let done = 0;
  for (;;) {
    const blocks = Math.min(ports.blocks, Math.floor((events - start - done) / layout.events));
    const from = start + done;
    ports.inputs.forEach((port, i) => {
      const part = partOf(inputs[i] as InputData, port, from, blocks * layout.events);
      placeOf(memory, port, part, part.length).set(part as never);
    });
    let block = 0;
    for (; block < blocks && readInputs(block); block++) {
      run();
      for (let i = 0; i < writers.length; i++) writers[i]?.(block * blockBytes(ports.outputs[i], outputs[i]));
    }
    ports.outputs.forEach((port, i) => {
      const part = partOf(outputs[i] as OutputData, port, from, block * layout.events);
      part.set(placeOf(memory, port, part, part.length) as never);
    });
    done += block * layout.events;
    if (block < ports.blocks) return done;
  }

  function readInputs(block: number): boolean {
    const counts = readers.map((read, i) => read?.(block * blockBytes(ports.inputs[i], inputs[i])) ?? -1);
    if (counts.some((count) => count < 0)) return false;
    counts.forEach((count, i) => {
      const fault = faults[i];
      if (fault !== undefined) fault.outside.count += count;
    });
    return true;
  }

  function blockBytes(port: Port | undefined, data: InputData | OutputData | undefined): number {
    return (port?.size ?? 0) * layout.events * (data?.BYTES_PER_ELEMENT ?? 0);
  }
}

function readerOf({ exported }: Compiled, { name }: Port, data: InputData | undefined) {
  const isFloat = data instanceof Float32Array || data instanceof Float64Array;
  return isFloat
    ? (exported[`${name}${data.BYTES_PER_ELEMENT}`] as ((offset: number) => number) | undefined)
    : undefined;
}

function writerOf({ exported }: Compiled, { name }: Port, out: OutputData | undefined) {
  const form = out instanceof Float32Array ? "float32" : out instanceof Float64Array ? "float64" : "int64";
  return exported[`${name}${form}`];
}

/** Some events of an array. */
function partOf<T extends InputData | OutputData>(data: T, { size }: Port, first: number, events: number): T {
  return data.subarray(first * size, (first + events) * size) as T;
}

/** The port's memory as elements of the same kind as those of `data`. */
function placeOf<T extends InputData | OutputData>(memory: ArrayBuffer, port: Port, data: T, length: number): T {
  const Elements = data.constructor as new (buffer: ArrayBuffer, offset: number, length: number) => T;
  return new Elements(memory, port.address, length);
}
