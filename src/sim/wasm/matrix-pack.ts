import type { Storage } from "../step.js";
import { type ModuleBuilder, OP, SIMD } from "./assembler.js";
import { advance, eventLoop, whileBefore } from "./event-loop.js";
import { splat } from "./lane-ops.js";
import type { Layout } from "./layout.js";
import { loadOperand } from "./operands.js";

/** 16-bit lanes of two vectors in turn: the lower and the upper half. */
const INTERLEAVED = [
  [0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23],
  [8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31],
] as const;

/** Cells of a map that take about as long as packing a vector does. */
const PACK_CELLS = 16;

/**
 * A function (list, end, packed) that puts rows, whose addresses the list has, as pairs to `packed`: four events in each
 * vector, of each event the two values side by side as signed 16-bit integers.
 */
export function emitPack(module: ModuleBuilder, layout: Layout, storage: Storage): number {
  const offset = storage.bits === 16 && !storage.signed;
  return module.func(["i32", "i32", "i32"], [], (code) => {
    const [list, end, packed] = [0, 1, 2];
    const pair = [0, 4].map((at) => ({ at, base: code.local("i32"), value: code.local("v128") }));
    const target = code.local("i32");
    whileBefore(code, list, end, () => {
      for (const { at, base } of pair) {
        code.get(list);
        code.memory(OP.i32Load, at);
        code.set(base);
      }
      advance(code, list, 8);
      eventLoop(code, layout, 16, PACK_CELLS, [storage.bits, 32], (turn) => {
        code.get(packed);
        code.get(turn.before(32));
        code.op(OP.i32Add);
        code.set(target);
        for (const ahead of turn.ahead) {
          for (const { base, value } of pair) {
            loadOperand(code, 16, { kind: "row", storage, base, offset: 0 }, turn, ahead);
            if (offset) {
              code.get(code.constant(splat(16, -1n << 15n)));
              code.simd(SIMD.xor);
            }
            code.set(value);
          }
          INTERLEAVED.forEach((lanes, half) => {
            code.get(target);
            for (const { value } of pair) code.get(value);
            code.simd(SIMD.shuffle, ...lanes);
            code.memory(SIMD.store, 4 * ahead + 16 * half, true);
          });
        }
      });
      advance(code, packed, 4 * layout.events);
    });
  });
}
