import { must } from "../../support/errors.js";
import type { BlockRequest, InputData, OutputData } from "../block.js";
import type { Machine, Progress } from "../block-driver.js";
import type { BlockLayout } from "../layout.js";
import { type NativeProgram, PORT_BYTES } from "./emit.js";
import { FORMS, type Form } from "./ports.js";

/** The functions of entries.h. Arrays are passed as pointers to their first element. */
export interface Library {
  readonly misalignment: (memory: Uint8Array) => number;
  readonly bind: (memory: Uint8Array, port: number, values: InputData | OutputData, form: number) => void;
  readonly read: (memory: Uint8Array, port: number, events: number) => number;
  readonly steps: (memory: Uint8Array, segment: number) => void;
  readonly write: (memory: Uint8Array, port: number, events: number) => void;
  readonly run: (memory: Uint8Array, first: number, end: number) => number;
}

/** A program that was compiled and loaded, with memory of its own. */
export function createNativeMachine(program: NativeProgram, library: Library): Machine {
  const buffer = new ArrayBuffer(program.bytes + ALIGNMENT);
  const base = library.misalignment(new Uint8Array(buffer));
  const memory = new Uint8Array(buffer, base);
  const layout = movedLayout(program.layout, base);
  const inputs = program.forms.length - program.outputs;
  const counts = new BigInt64Array(buffer, base + program.ports, (program.forms.length * PORT_BYTES) / 8);
  const countOf = (port: number): number => Number(counts[(port * PORT_BYTES) / 8 + 2]);
  /** Says where a port's values are; false where they are in no form that the program converts. */
  const bind = (port: number, values: InputData | OutputData): boolean => {
    const form = formOf(values);
    if (form === undefined || program.forms[port]?.includes(form) !== true) return false;
    library.bind(memory, port, values, FORMS[form]);
    return true;
  };
  const eventsOf = (port: number, { length }: InputData | OutputData): number =>
    length / must(program.sizes[port], "size");
  const runAhead = ({ events, inputs: given, outputs }: BlockRequest, { start, faults, rounded }: Progress): number => {
    if (![...given, ...outputs].map((values, port) => bind(port, values)).every((bound) => bound)) return 0;
    const end = library.run(memory, start, events);
    faults.forEach(({ outside }, i) => {
      outside.count += countOf(i);
    });
    outputs.forEach((_, i) => {
      rounded[i] = (rounded[i] ?? 0) + countOf(inputs + i);
    });
    return end - start;
  };
  const segments = program.segments.map((segment) =>
    segment.kind === "reference" ? segment : { kind: segment.kind, run: () => library.steps(memory, segment.number) },
  );
  const alone = segments.length <= 1 && segments.every(({ kind }) => kind === "compiled");
  return {
    memory: buffer,
    layout,
    segments,
    read: (i, values) =>
      bind(i, values) && library.read(memory, i, eventsOf(i, values)) !== 0 ? countOf(i) : undefined,
    write: (i, out) => {
      if (!bind(inputs + i, out)) return undefined;
      library.write(memory, inputs + i, eventsOf(inputs + i, out));
      return countOf(inputs + i);
    },
    ...(alone ? { runAhead } : {}),
  };
}

/** What memory has to be aligned to, in bytes. */
const ALIGNMENT = 64;

/** The layout of a memory that begins somewhere in a buffer. */
function movedLayout(layout: BlockLayout, base: number): BlockLayout {
  return {
    ...layout,
    mask: base + layout.mask,
    counters: base + layout.counters,
    buffers: layout.buffers.map((address) => base + address),
    end: base + layout.end,
    addressOf: (view, k) => base + layout.addressOf(view, k),
  };
}

function formOf(values: InputData | OutputData): Form | undefined {
  if (values instanceof Float32Array) return "float32";
  if (values instanceof Float64Array) return "float64";
  return values instanceof BigInt64Array ? "int64" : undefined;
}
