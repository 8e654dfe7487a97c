import { type Code, type Local, type ModuleBuilder, OP, SIMD } from "../../../sim/wasm/assembler.js";
import { advance, whileBefore } from "../../../sim/wasm/event-loop.js";
import { emitEach, emitStoreSome, LANES, VECTOR } from "./each.js";

export const ROWS = ["addRow", "sumRows"] as const;

/** Adds `addRow(y, x, row, rows, columns)` and `sumRows(sums, x, rows, columns)`; there are rows and columns. */
export function emitRows(module: ModuleBuilder): void {
  module.func(["i32", "i32", "i32", "i32", "i32"], [], emitAddRow, "addRow");
  module.func(["i32", "i32", "i32", "i32"], [], emitSumRows, "sumRows");
}

function emitAddRow(code: Code): void {
  const [y, x, row, rows, columns] = [0, 1, 2, 3, 4] as const;
  const [bias, length] = [code.local("i32"), code.local("i32")];
  code.loop(() => {
    code.get(row);
    code.set(bias);
    code.get(columns);
    code.set(length);
    emitEach(code, [y, x, bias], length, (offset) => {
      for (const array of [x, bias]) {
        code.get(array);
        code.memory(SIMD.load, offset, true);
      }
      code.simd(SIMD.f32x4Add);
    });
    emitCountDown(code, rows);
  });
}

/** Leaves one less on the stack, too. */
export function emitCountDown(code: Code, count: Local): void {
  code.get(count);
  code.i32(1);
  code.op(OP.i32Sub);
  code.tee(count);
}

/** Vectors of columns whose sums are under way at once: one alone would wait for each sum. */
const COLUMN_VECTORS = 8;

/** Rows are added one after the other, as in the reference kernels. */
function emitSumRows(code: Code): void {
  const [sums, x, , columns] = [0, 1, 2, 3] as const;
  const [line, end] = [code.local("i32"), code.local("i32")];
  code.get(columns);
  code.i32(2);
  code.op(OP.i32Shl);
  code.set(line);
  for (const vectors of [COLUMN_VECTORS, 1]) {
    code.get(sums);
    code.get(columns);
    code.i32(-LANES * vectors);
    code.op(OP.i32And);
    code.i32(2);
    code.op(OP.i32Shl);
    code.op(OP.i32Add);
    code.set(end);
    whileBefore(code, sums, end, () => {
      const totals = emitColumns(code, line, vectors);
      totals.forEach((total, v) => {
        code.get(sums);
        code.get(total);
        code.memory(SIMD.store, VECTOR * v, true);
        code.release("v128", total);
      });
      for (const array of [sums, x]) advance(code, array, VECTOR * vectors);
    });
    code.get(columns);
    code.i32(LANES * vectors - 1);
    code.op(OP.i32And);
    code.set(columns);
  }
  code.get(columns);
  code.when(() => {
    for (const total of emitColumns(code, line, 1)) emitStoreSome(code, sums, 0, total, columns);
  });
}

/** Sums of all rows over some vectors of columns. */
function emitColumns(code: Code, line: Local, vectors: number): readonly Local[] {
  const [sums, x, rows] = [0, 1, 2] as const;
  const [from, left] = [code.local("i32"), code.local("i32")];
  const totals = Array.from({ length: vectors }, (_, v) => {
    const total = code.local("v128");
    code.get(sums);
    code.memory(SIMD.load, VECTOR * v, true);
    code.set(total);
    return total;
  });
  code.get(x);
  code.set(from);
  code.get(rows);
  code.set(left);
  code.loop(() => {
    totals.forEach((total, v) => {
      code.get(total);
      code.get(from);
      code.memory(SIMD.load, VECTOR * v, true);
      code.simd(SIMD.f32x4Add);
      code.set(total);
    });
    code.get(from);
    code.get(line);
    code.op(OP.i32Add);
    code.set(from);
    emitCountDown(code, left);
  });
  for (const local of [from, left]) code.release("i32", local);
  return totals;
}
