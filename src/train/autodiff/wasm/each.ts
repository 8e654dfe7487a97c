import { type Code, type Local, OP, SIMD } from "../../../sim/wasm/assembler.js";
import { advance, whileBefore } from "../../../sim/wasm/event-loop.js";

/** Floats of a vector, and bytes. */
export const LANES = 4;
export const VECTOR = 16;

/** Vectors a turn, as long as there are so many; then one, then the floats that are left. */
const TURNS = [4, 1];

/**
 * Loops over arrays of one length, all of which it walks to their ends and `length` to 0. `value` leaves the next four
 * floats of the first array on the stack; what it reads lies `offset` bytes behind the arrays. The last vector is read
 * whole and written in part, so that views of parts of an array are as good as arrays.
 */
export function emitEach(
  code: Code,
  arrays: readonly [Local, ...Local[]],
  length: Local,
  value: (offset: number) => void,
): void {
  const [to] = arrays;
  const end = code.local("i32");
  for (const vectors of TURNS) {
    emitWhole(code, length, vectors);
    code.i32(2);
    code.op(OP.i32Shl);
    code.get(to);
    code.op(OP.i32Add);
    code.set(end);
    whileBefore(code, to, end, () => {
      for (let v = 0; v < vectors; v++) {
        code.get(to);
        value(VECTOR * v);
        code.memory(SIMD.store, VECTOR * v, true);
      }
      for (const array of arrays) advance(code, array, VECTOR * vectors);
    });
    emitRest(code, length, vectors);
  }
  code.release("i32", end);
  code.get(length);
  code.when(() => {
    const last = code.local("v128");
    value(0);
    code.set(last);
    emitStoreSome(code, to, 0, last, length);
    code.release("v128", last);
    for (const array of arrays) {
      code.get(length);
      code.i32(2);
      code.op(OP.i32Shl);
      code.get(array);
      code.op(OP.i32Add);
      code.set(array);
    }
  });
}

/** Leaves the floats of whole turns among `length` on the stack. */
function emitWhole(code: Code, length: Local, vectors: number): void {
  code.get(length);
  code.i32(-LANES * vectors);
  code.op(OP.i32And);
}

/** Takes whole turns off `length`. */
function emitRest(code: Code, length: Local, vectors: number): void {
  code.get(length);
  code.i32(LANES * vectors - 1);
  code.op(OP.i32And);
  code.set(length);
}

/** Lanes 2 and 3 first. */
const HIGH_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];

/** Stores the first `count` lanes, 1 to 3, at an address plus `offset`; the vector is lost. */
export function emitStoreSome(code: Code, address: Local, offset: number, vector: Local, count: Local): void {
  const place = code.local("i32");
  const ifCount = (bit: number, store: () => void): void => {
    code.get(count);
    code.i32(bit);
    code.op(OP.i32And);
    code.when(store);
  };
  const store = (opcode: number): void => {
    code.get(place);
    code.get(vector);
    code.memory(opcode, offset, true, 0);
  };
  code.get(address);
  code.set(place);
  ifCount(2, () => {
    store(SIMD.store64Lane);
    advance(code, place, 8);
    code.get(vector);
    code.get(vector);
    code.simd(SIMD.shuffle, ...HIGH_HALF);
    code.set(vector);
  });
  ifCount(1, () => store(SIMD.store32Lane));
  code.release("i32", place);
}
