import { must } from "../../support/errors.js";
import type { MatrixStep } from "../step.js";
import { type Code, type Local, type ModuleBuilder, OP, SIMD } from "./assembler.js";
import { advance, differ, whileBefore } from "./event-loop.js";
import type { Layout } from "./layout.js";
import { sumsPerOutput, wordsPerPair } from "./matrix-weights.js";

/**
 * Vectors of four events that share loads of weights. Two rows of sums, inputs, weights and a product are the 15 vector
 * registers that V8 has on x64; four outputs by two vectors were 4 % slower, one output by two vectors 35 %.
 */
const VECTORS = 4;

/** What a tile's code works with: a vector is a local, events are told by the bytes of sums before them. */
interface Tile {
  readonly step: Pick<MatrixStep, "mode" | "drop">;
  /** Next pair of the stream of weights, and the end of this tile's. */
  readonly pair: Local;
  readonly end: Local;
  readonly packed: Local;
  readonly before: Local;
  readonly x: readonly Local[];
  /** Rows of sums: a row for each output, in "halves" two. */
  readonly sums: readonly (readonly Local[])[];
}

/**
 * A function (stream, end, packed, sums) that multiplies packed inputs by a stream of weights (see `WeightStream`) and
 * writes the sums of each output as rows of int32, in "halves" two for each.
 *
 * One pair of inputs a turn, not unrolled: V8 of Node 20 moves all loads of a straight piece of code to its
 * beginning, and addresses with constant offsets out of loops, so that long loop bodies only fill and spill registers
 * (bare sums of 16-64-32-32-5 on Node 20: 6.1 million events/s, against 3.6 unrolled; on Node 24 6.1 and 6.3).
 */
export function emitTiles(
  module: ModuleBuilder,
  { events }: Layout,
  step: Pick<MatrixStep, "mode" | "drop">,
  height: number,
): number {
  const rows = height * sumsPerOutput(step.mode);
  const rowBytes = 4 * events;
  return module.func(["i32", "i32", "i32", "i32"], [], (code) => {
    const [stream, end, packed, target] = [0, 1, 2, 3];
    const vectors = (): Local[] => Array.from({ length: VECTORS }, () => code.local("v128"));
    const [pair, tileEnd, before] = [code.local("i32"), code.local("i32"), code.local("i32")];
    const sums = Array.from({ length: rows }, vectors);
    const tile: Tile = { step, pair, end: tileEnd, packed, before, x: vectors(), sums };
    whileBefore(code, stream, end, () => {
      code.get(stream);
      code.memory(OP.i32Load, 0);
      advance(code, stream, 4);
      code.get(stream);
      code.op(OP.i32Add);
      code.set(tileEnd);
      code.i32(0);
      code.set(before);
      code.loop(() => {
        code.get(stream);
        code.set(pair);
        emitSums(code, tile);
        storeSums(code, tile, target, rowBytes);
        advance(code, before, 16 * VECTORS);
        differ(code, before, () => code.i32(rowBytes));
      });
      code.get(tileEnd);
      code.set(stream);
      advance(code, target, rows * rowBytes);
    });
  });
}

/** The sums of the tile's pairs, of which there is at least one. */
function emitSums(code: Code, tile: Tile): void {
  for (const sum of tile.sums.flat()) {
    code.v128(new Uint8Array(16));
    code.set(sum);
  }
  code.loop(() => {
    addPair(code, tile);
    differ(code, tile.pair, () => code.get(tile.end));
  });
}

function addPair(code: Code, { step, pair, packed, before, x, sums }: Tile): void {
  const words = wordsPerPair(step.mode);
  const wordsPerRow = words / sumsPerOutput(step.mode);
  const [inputs, weights] = [code.local("i32"), code.local("v128")];
  code.get(pair);
  code.memory(OP.i32Load, 0);
  code.get(packed);
  code.op(OP.i32Add);
  code.get(before);
  code.op(OP.i32Add);
  code.set(inputs);
  x.forEach((vector, v) => {
    code.get(inputs);
    code.memory(SIMD.load, 16 * v, true);
    code.set(vector);
  });
  let word = 4;
  for (const row of sums) {
    for (let k = 0; k < wordsPerRow; k++, word += 4) {
      code.get(pair);
      code.memory(SIMD.load32Splat, word, true);
      code.set(weights);
      row.forEach((sum, v) => addProduct(code, step, must(x[v], "inputs"), weights, sum));
    }
  }
  advance(code, pair, word);
  code.release("i32", inputs);
  code.release("v128", weights);
}

/** Instructions of V8 on x64 for 8 products: one that multiplies and adds pairs, one that adds to the sum. */
function addProduct(code: Code, { mode, drop }: Tile["step"], x: Local, weights: Local, sum: Local): void {
  code.get(x);
  code.get(weights);
  code.simd(SIMD.i32x4DotI16x8s);
  if (mode === "truncated") {
    code.i32(drop);
    code.simd(SIMD.i32x4ShrS);
  }
  code.get(sum);
  code.simd(SIMD.i32x4Add);
  code.set(sum);
}

function storeSums(code: Code, { before, sums }: Tile, target: Local, rowBytes: number): void {
  const address = code.local("i32");
  code.get(target);
  code.get(before);
  code.op(OP.i32Add);
  code.set(address);
  sums.forEach((row, r) => {
    row.forEach((sum, v) => {
      code.get(address);
      code.get(sum);
      code.memory(SIMD.store, r * rowBytes + 16 * v, true);
    });
  });
  code.release("i32", address);
}
