import type { Interval } from "../../fixed/interval.js";
import { must } from "../../support/errors.js";
import type { View } from "../step.js";
import { type Code, type Local, type ModuleBuilder, OP, SIMD } from "./assembler.js";
import { advance } from "./event-loop.js";
import { F32 } from "./float-lanes.js";
import { bytesOfLanes } from "./lane-ops.js";
import type { Layout } from "./layout.js";
import { littleEndian } from "./little-endian.js";
import { emitLoad } from "./storage.js";
import { emitTranspose } from "./transpose.js";

/** Form in which an output leaves: values as floats, or mantissas as 64-bit integers. */
export type OutputForm = "float32" | "float64" | "int64";

/** Rows of one output of the model on their way to an array [events][elements]. */
export interface RowOutput {
  readonly form: OutputForm;
  readonly view: View;
  readonly fraction: number;
  /** Address of the array of the first block. */
  readonly target: number;
}

/** Whether vectors convert such rows exactly; others are converted one value at a time. */
export function writesRows(form: OutputForm, view: View, frac: number, { lo, hi }: Interval): boolean {
  const most = form === "float32" ? 1n << 24n : 1n << 31n;
  return view.storage.bits <= 32 && Math.abs(frac) <= 90 && lo >= -most && hi < most;
}

/** The parameter of the functions. */
const OFFSET = 0;
/** Events, and elements of them where they are floats, that are written at once. */
const GROUP = 4;

/** A function that writes a block of rows out, so many bytes behind `target` as it is told; `name`d in the exports. */
export function emitWriteRows(module: ModuleBuilder, layout: Layout, output: RowOutput, name: string): void {
  const elements = output.view.row.length;
  const together = output.form === "float32" && elements >= GROUP ? GROUP : 1;
  module.func(["i32"], [], (code) => emitGroups(code, layout, output, together), name);
}

/** Groups of elements of the output, each for all events; the last one is moved back to end with the last element. */
function emitGroups(code: Code, layout: Layout, output: RowOutput, together: number): void {
  const { form, target, view } = output;
  const elements = view.row.length;
  const bytes = form === "float32" ? 4 : 8;
  const firsts = Array.from({ length: Math.ceil(elements / together) }, (_, g) =>
    Math.min(g * together, elements - together),
  );
  const records = firsts.flatMap((first) => [
    BigInt(target + first * bytes),
    ...Array.from({ length: together }, (_, k) => BigInt(layout.addressOf(view, first + k))),
  ]);
  const table = layout.data.add(littleEndian(32, records));
  const recordBytes = 4 * (1 + together);
  const [record, to, left] = [code.local("i32"), code.local("i32"), code.local("i32")];
  const from = Array.from({ length: together }, () => code.local("i32"));
  code.i32(table);
  code.set(record);
  code.loop(() => {
    code.get(record);
    code.memory(OP.i32Load, 0);
    code.get(OFFSET);
    code.op(OP.i32Add);
    code.set(to);
    from.forEach((address, k) => {
      code.get(record);
      code.memory(OP.i32Load, 4 * (1 + k));
      code.set(address);
    });
    code.i32(layout.events / GROUP);
    code.set(left);
    code.loop(() => {
      if (together === GROUP) emitSquare(code, output, from, to, elements * bytes);
      else emitFour(code, output, must(from[0], "row"), to, elements * bytes);
      for (const address of from) advance(code, address, (GROUP * view.storage.bits) / 8);
      advance(code, to, GROUP * elements * bytes);
      code.get(left);
      code.i32(1);
      code.op(OP.i32Sub);
      code.tee(left);
    });
    advance(code, record, recordBytes);
    code.get(record);
    code.i32(table + firsts.length * recordBytes);
    code.op(OP.i32Ne);
  });
}

/** Four elements of four events as floats. */
function emitSquare(code: Code, output: RowOutput, from: readonly Local[], to: Local, stride: number): void {
  const rows = from.map((address) => {
    const row = code.local("v128");
    emitLoad(code, output.view.storage, 32, address, 0);
    emitFloats(code, output);
    code.set(row);
    return row;
  });
  emitTranspose(code, rows);
  rows.forEach((event, k) => {
    code.get(to);
    code.get(event);
    code.memory(SIMD.store, k * stride, true);
    code.release("v128", event);
  });
}

/** The integers on the stack as the floats that they stand for. */
function emitFloats(code: Code, { fraction }: RowOutput): void {
  code.simd(SIMD.f32x4ConvertI32x4s);
  code.get(code.constant(F32.splat(2 ** -fraction)));
  code.simd(SIMD.f32x4Mul);
}

function emitFour(code: Code, output: RowOutput, from: Local, to: Local, stride: number): void {
  const { form, fraction, view } = output;
  const [value, part] = [code.local("v128"), code.local("v128")];
  emitLoad(code, view.storage, 32, from, 0);
  code.set(value);
  if (form === "float32") {
    code.get(value);
    emitFloats(code, output);
    code.set(part);
    for (const lane of [0, 1, 2, 3]) emitStoreLane(code, SIMD.store32Lane, to, lane * stride, part, lane);
  } else
    for (const half of [0, 1]) {
      code.get(value);
      if (form === "int64") code.simd(half === 0 ? SIMD.i64x2ExtendLowI32x4s : SIMD.i64x2ExtendHighI32x4s);
      else {
        code.get(value);
        code.simd(SIMD.shuffle, ...bytesOfLanes(8, half === 0 ? [0, 1] : [1, 0]));
        code.simd(SIMD.f64x2ConvertLowI32x4s);
        code.f64(2 ** -fraction);
        code.simd(SIMD.f64x2Splat);
        code.simd(SIMD.f64x2Mul);
      }
      code.set(part);
      for (const lane of [0, 1]) emitStoreLane(code, SIMD.store64Lane, to, (2 * half + lane) * stride, part, lane);
    }
  code.release("v128", value);
  code.release("v128", part);
}

function emitStoreLane(code: Code, opcode: number, to: Local, offset: number, value: Local, lane: number): void {
  code.get(to);
  code.get(value);
  code.memory(opcode, offset, true, lane);
}
