import { type Code, type Local, type ModuleBuilder, OP, SIMD } from "../../../sim/wasm/assembler.js";
import { advance, differ } from "../../../sim/wasm/event-loop.js";
import { emitStoreSome, LANES, VECTOR } from "./each.js";
import { emitCountDown } from "./rows.js";

/**
 * Products of matrices. A panel is up to 8 columns of B; for each, tiles of 4 rows of C are summed in registers. Rows of B
 * lie one behind the other; A may lie either way. Lanes beyond the panel's columns are computed and not stored.
 */

/** Columns of a panel, as vectors. */
export const PANEL = 8;
const TILE_ROWS = 4;

/**
 * Parameters of a panel function. Strides are in bytes; `last` counts the columns in the last vector of the panel; `added`
 * is the address of what is added to the sums, row by row, or 0.
 */
const PARAMS = [
  "c",
  "a",
  "b",
  "rows",
  "depth",
  "strideC",
  "strideA",
  "strideB",
  "last",
  "added",
  "strideAdded",
] as const;
type Params = Readonly<Record<(typeof PARAMS)[number], Local>>;

const P = Object.fromEntries(PARAMS.map((name, local) => [name, local])) as Params;

/** Panel functions by vectors of columns, with A as it is and stored by columns; and `transpose(to, from, rows, columns)`. */
export const MATMUL = ["panel1", "panel2", "panel1T", "panel2T", "transpose"] as const;

export function panelName(transA: boolean, columns: number): (typeof MATMUL)[number] {
  if (transA) return columns > LANES ? "panel2T" : "panel1T";
  return columns > LANES ? "panel2" : "panel1";
}

export function emitMatmul(module: ModuleBuilder): void {
  for (const transA of [false, true]) {
    for (const vectors of [1, 2]) {
      const body = (code: Code): void => emitPanel(code, transA, vectors);
      module.func(
        PARAMS.map(() => "i32" as const),
        [],
        body,
        panelName(transA, LANES * vectors),
      );
    }
  }
  module.func(["i32", "i32", "i32", "i32"], [], emitTranspose, "transpose");
}

/** All rows of C in one panel: tiles of rows as long as there are so many, then single rows. */
function emitPanel(code: Code, transA: boolean, vectors: number): void {
  const left = code.local("i32");
  for (const height of [TILE_ROWS, 1]) {
    code.get(P.rows);
    if (height > 1) {
      code.i32(2);
      code.op(OP.i32ShrU);
    } else {
      code.i32(TILE_ROWS - 1);
      code.op(OP.i32And);
    }
    code.tee(left);
    code.when(() =>
      code.loop(() => {
        emitTile(code, transA, height, vectors);
        if (transA) advance(code, P.a, 4 * height);
        else for (let row = 0; row < height; row++) step(code, P.a, P.strideA);
        emitCountDown(code, left);
      }),
    );
  }
  code.release("i32", left);
}

function step(code: Code, position: Local, stride: Local): void {
  code.get(position);
  code.get(stride);
  code.op(OP.i32Add);
  code.set(position);
}

/** One tile of C, from the positions in `c` and `added` on, which move to the next one. */
function emitTile(code: Code, transA: boolean, height: number, vectors: number): void {
  const sums = Array.from({ length: height }, () => Array.from({ length: vectors }, () => code.local("v128")));
  for (const sum of sums.flat()) {
    code.get(code.constant(new Uint8Array(VECTOR)));
    code.set(sum);
  }
  emitDepth(code, transA, sums);
  code.get(P.added);
  code.when(() => {
    for (const row of sums) {
      row.forEach((sum, v) => {
        code.get(P.added);
        code.memory(SIMD.load, VECTOR * v, true);
        code.get(sum);
        code.simd(SIMD.f32x4Add);
        code.set(sum);
      });
      step(code, P.added, P.strideAdded);
    }
  });
  emitStoreTile(code, sums);
  for (const sum of sums.flat()) code.release("v128", sum);
}

/** Stores the tile: of the last vector of its rows, `last` columns. */
function emitStoreTile(code: Code, sums: readonly (readonly Local[])[]): void {
  const c = code.local("i32");
  const store = (v: number, sum: Local): void => {
    code.get(c);
    code.get(sum);
    code.memory(SIMD.store, VECTOR * v, true);
  };
  const rows = (storeLast: (v: number, sum: Local) => void): void => {
    code.get(P.c);
    code.set(c);
    for (const row of sums) {
      row.forEach((sum, v) => (v < row.length - 1 ? store(v, sum) : storeLast(v, sum)));
      step(code, c, P.strideC);
    }
  };
  differ(code, P.last, () => code.i32(LANES));
  code.when(() => rows((v, sum) => emitStoreSome(code, c, VECTOR * v, sum, P.last)));
  differ(code, P.last, () => code.i32(LANES));
  code.op(OP.i32Eqz);
  code.when(() => rows(store));
  code.get(c);
  code.set(P.c);
  code.release("i32", c);
}

/** Terms a turn where the rows of A are walked along; a turn then moves their positions once. */
const TERMS = 4;

/** Adds all products of the tile to its sums, term after term. */
function emitDepth(code: Code, transA: boolean, sums: readonly (readonly Local[])[]): void {
  const b = code.local("i32");
  const left = code.local("i32");
  const rows = (transA ? [0] : sums).map(() => code.local("i32"));
  code.get(P.b);
  code.set(b);
  rows.forEach((row, i) => {
    code.get(i === 0 ? P.a : (rows[i - 1] as Local));
    if (i > 0) {
      code.get(P.strideA);
      code.op(OP.i32Add);
    }
    code.set(row);
  });
  for (const terms of [TERMS, 1]) {
    code.get(P.depth);
    if (terms > 1) {
      code.i32(2);
      code.op(OP.i32ShrU);
    } else {
      code.i32(TERMS - 1);
      code.op(OP.i32And);
    }
    code.tee(left);
    code.when(() =>
      code.loop(() => {
        for (let term = 0; term < terms; term++) {
          emitTerm(code, sums, b, (i) => {
            code.get(rows[transA ? 0 : i] as Local);
            code.memory(SIMD.load32Splat, transA ? 4 * i : 4 * term, true);
          });
          step(code, b, P.strideB);
          if (transA) step(code, rows[0] as Local, P.strideA);
        }
        if (!transA) for (const row of rows) advance(code, row, 4 * terms);
        emitCountDown(code, left);
      }),
    );
  }
  for (const local of [b, left, ...rows]) code.release("i32", local);
}

/** sums[i][v] += A[i] · B[v] of one term; `splat` leaves A[i] on the stack, in all lanes. */
function emitTerm(code: Code, sums: readonly (readonly Local[])[], b: Local, splat: (row: number) => void): void {
  const right = (sums[0] as readonly Local[]).map((_, v) => {
    const vector = code.local("v128");
    code.get(b);
    code.memory(SIMD.load, VECTOR * v, true);
    code.set(vector);
    return vector;
  });
  const left = code.local("v128");
  sums.forEach((row, i) => {
    splat(i);
    code.set(left);
    row.forEach((sum, v) => {
      code.get(sum);
      code.get(left);
      code.get(right[v] as Local);
      code.simd(SIMD.f32x4Mul);
      code.simd(SIMD.f32x4Add);
      code.set(sum);
    });
  });
  for (const vector of [...right, left]) code.release("v128", vector);
}

/** One float at a time: it is done to weights, which are small against what they are multiplied with. */
function emitTranspose(code: Code): void {
  const [to, from, rows, columns] = [0, 1, 2, 3] as const;
  const [line, place, left] = [code.local("i32"), code.local("i32"), code.local("i32")];
  code.get(rows);
  code.i32(2);
  code.op(OP.i32Shl);
  code.set(line);
  const outer = code.local("i32");
  code.get(rows);
  code.set(outer);
  code.loop(() => {
    code.get(to);
    code.set(place);
    code.get(columns);
    code.set(left);
    code.loop(() => {
      code.get(place);
      code.get(from);
      code.memory(OP.f32Load, 0);
      code.memory(OP.f32Store, 0);
      step(code, place, line);
      advance(code, from, 4);
      emitCountDown(code, left);
    });
    advance(code, to, 4);
    emitCountDown(code, outer);
  });
}
