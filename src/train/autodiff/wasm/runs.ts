import { type Code, type Local, type ModuleBuilder, OP, SIMD } from "../../../sim/wasm/assembler.js";
import { advance } from "../../../sim/wasm/event-loop.js";
import { emitEach } from "./each.js";
import { emitCountDown } from "./rows.js";

export const RUNS = ["copyRuns", "addRuns"] as const;

const INT = 4;

/**
 * Adds both functions of (y, x, runs, count, events, strideY, strideX): addresses of the arrays and of triples of integers
 * (see `Kernels`), how many triples, and bytes of an event. There are events and runs.
 */
export function emitRuns(module: ModuleBuilder): void {
  for (const name of RUNS) {
    const body = (code: Code): void => emitMoves(code, name === "addRuns");
    module.func(["i32", "i32", "i32", "i32", "i32", "i32", "i32"], [], body, name);
  }
}

function emitMoves(code: Code, adds: boolean): void {
  const [y, x, runs, count, events, strideY, strideX] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [run, left] = [code.local("i32"), code.local("i32")];
  const [to, from, length] = [code.local("i32"), code.local("i32"), code.local("i32")];
  code.loop(() => {
    code.get(runs);
    code.set(run);
    code.get(count);
    code.set(left);
    code.loop(() => {
      emitPlace(code, to, y, run, 0);
      emitPlace(code, from, x, run, INT);
      code.get(run);
      code.memory(OP.i32Load, 2 * INT);
      code.set(length);
      emitEach(code, [to, from], length, (offset) => {
        for (const array of adds ? [to, from] : [from]) {
          code.get(array);
          code.memory(SIMD.load, offset, true);
        }
        if (adds) code.simd(SIMD.f32x4Add);
      });
      advance(code, run, 3 * INT);
      emitCountDown(code, left);
    });
    for (const [array, stride] of [
      [y, strideY],
      [x, strideX],
    ] as const) {
      code.get(array);
      code.get(stride);
      code.op(OP.i32Add);
      code.set(array);
    }
    emitCountDown(code, events);
  });
}

/** The address of the element of an event that a number of the run says. */
function emitPlace(code: Code, place: Local, event: Local, run: Local, offset: number): void {
  code.get(run);
  code.memory(OP.i32Load, offset);
  code.i32(2);
  code.op(OP.i32Shl);
  code.get(event);
  code.op(OP.i32Add);
  code.set(place);
}
