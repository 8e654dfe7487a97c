import type { Interval } from "../../fixed/interval.js";
import type { View } from "../step.js";
import { type Code, type Local, type ModuleBuilder, OP, SIMD } from "./assembler.js";
import type { Layout } from "./layout.js";
import { littleEndian } from "./little-endian.js";
import { emitLoad } from "./storage.js";

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

/** A function that writes a block of rows out, so many bytes behind `target` as it is told; `name`d in the exports. */
export function emitWriteRows(module: ModuleBuilder, layout: Layout, output: RowOutput, name: string): void {
  const { form, target, view } = output;
  const elements = view.row.length;
  const bytes = form === "float32" ? 4 : 8;
  const addresses = Array.from({ length: elements }, (_, k) => BigInt(layout.addressOf(view, k)));
  const table = layout.data.add(littleEndian(32, addresses));
  module.func(
    ["i32"],
    [],
    (code) => {
      const [element, from, to, left] = [code.local("i32"), code.local("i32"), code.local("i32"), code.local("i32")];
      code.loop(() => {
        code.get(element);
        code.i32(4);
        code.op(OP.i32Mul);
        code.memory(OP.i32Load, table);
        code.set(from);
        code.get(element);
        code.i32(bytes);
        code.op(OP.i32Mul);
        code.i32(target);
        code.op(OP.i32Add);
        code.get(OFFSET);
        code.op(OP.i32Add);
        code.set(to);
        code.i32(layout.events / 4);
        code.set(left);
        code.loop(() => {
          emitFour(code, output, from, to, elements * bytes);
          code.get(from);
          code.i32((4 * view.storage.bits) / 8);
          code.op(OP.i32Add);
          code.set(from);
          code.get(to);
          code.i32(4 * elements * bytes);
          code.op(OP.i32Add);
          code.set(to);
          code.get(left);
          code.i32(1);
          code.op(OP.i32Sub);
          code.tee(left);
        });
        code.get(element);
        code.i32(1);
        code.op(OP.i32Add);
        code.tee(element);
        code.i32(elements);
        code.op(OP.i32LtU);
      });
    },
    name,
  );
}

const SAME_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const HIGH_FIRST = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];

function emitFour(code: Code, { form, fraction, view }: RowOutput, from: Local, to: Local, stride: number): void {
  const [value, part] = [code.local("v128"), code.local("v128")];
  emitLoad(code, view.storage, 32, from, 0);
  code.set(value);
  if (form === "float32") {
    code.get(value);
    code.simd(SIMD.f32x4ConvertI32x4s);
    code.f32(2 ** -fraction);
    code.simd(SIMD.f32x4Splat);
    code.simd(SIMD.f32x4Mul);
    code.set(part);
    for (const lane of [0, 1, 2, 3]) emitStoreLane(code, SIMD.store32Lane, to, lane * stride, part, lane);
  } else
    for (const half of [0, 1]) {
      code.get(value);
      if (form === "int64") code.simd(half === 0 ? SIMD.i64x2ExtendLowI32x4s : SIMD.i64x2ExtendHighI32x4s);
      else {
        code.get(value);
        code.simd(SIMD.shuffle, ...(half === 0 ? SAME_HALVES : HIGH_FIRST));
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
