import { must } from "../../support/errors.js";
import { type Code, type Local, SIMD } from "./assembler.js";
import { bytesOfLanes } from "./lane-ops.js";

/** Four vectors of four 32-bit lanes: lane k of vector i becomes lane i of vector k. */
export function emitTranspose(code: Code, vectors: readonly Local[]): void {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => must(vectors[i], "vector")) as [Local, Local, Local, Local];
  const pairs = [a, b, c, d].map(() => code.local("v128")) as [Local, Local, Local, Local];
  const mix = (to: Local, x: Local, y: Local, size: number, lanes: readonly number[]): void => {
    code.get(x);
    code.get(y);
    code.simd(SIMD.shuffle, ...bytesOfLanes(size, lanes));
    code.set(to);
  };
  mix(pairs[0], a, b, 4, [0, 4, 1, 5]);
  mix(pairs[1], c, d, 4, [0, 4, 1, 5]);
  mix(pairs[2], a, b, 4, [2, 6, 3, 7]);
  mix(pairs[3], c, d, 4, [2, 6, 3, 7]);
  mix(a, pairs[0], pairs[1], 8, [0, 2]);
  mix(b, pairs[0], pairs[1], 8, [1, 3]);
  mix(c, pairs[2], pairs[3], 8, [0, 2]);
  mix(d, pairs[2], pairs[3], 8, [1, 3]);
  for (const pair of pairs) code.release("v128", pair);
}
