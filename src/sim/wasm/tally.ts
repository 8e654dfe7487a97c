import type { Netlist } from "../../netlist/cell.js";
import { must } from "../../support/errors.js";
import type { Lanes } from "../step.js";
import { type Code, type Local, OP, SIMD } from "./assembler.js";
import { eventsPerVector } from "./lane-ops.js";
import type { Layout } from "./layout.js";
import { emitLoad } from "./storage.js";

/** Counters of the `tally` cells of one function, in vectors of its own until `flush` adds them to memory. */
export interface Tallies {
  /** Which events the next program works on: the number in the local `event` plus `ahead`, and those that follow. */
  readonly at: (event: Local, ahead: number) => void;
  /** Takes a vector from the stack, -1 in the lanes to be counted and 0 in the others. */
  readonly count: (counter: number) => void;
  /** To be called once, where the function ends. */
  readonly flush: () => void;
}

/** To be created where the function begins; `programs` are those that will be emitted into it. */
export function createTallies(code: Code, layout: Layout, lanes: Lanes, programs: readonly Netlist[]): Tallies {
  const counters = new Map<number, Local>();
  for (const cell of programs.flatMap(({ cells }) => cells)) {
    if (cell.op !== "tally" || counters.has(cell.counter)) continue;
    const sum = code.local("v128");
    code.v128(new Uint8Array(16));
    code.set(sum);
    counters.set(cell.counter, sum);
  }
  if (counters.size === 0) return { at: () => undefined, count: () => undefined, flush: () => undefined };
  const real = code.local("v128");
  return {
    at: (event, ahead) => {
      emitLoad(code, { bits: 8, signed: true }, lanes, event, layout.mask + ahead);
      code.set(real);
    },
    count: (counter) => {
      const sum = must(counters.get(counter), `counter ${counter}`);
      code.get(real);
      code.simd(SIMD.and);
      // Sums of 16 bits could overflow within a block: pairs of events are added into 32 bits.
      if (lanes === 16) code.simd(SIMD.i32x4ExtaddPairwiseI16x8s);
      code.get(sum);
      code.simd(lanes === 64 ? SIMD.i64x2Add : SIMD.i32x4Add);
      code.set(sum);
    },
    flush: () => {
      for (const [counter, sum] of counters) subtractLanes(code, layout.counters + 8 * counter, sum, lanes);
    },
  };
}

/** Adds the absolute values of sums, which are not positive, to the int64 at `address`. */
function subtractLanes(code: Code, address: number, sum: Local, lanes: Lanes): void {
  code.i32(0);
  code.i32(0);
  code.memory(OP.i64Load, address);
  for (let lane = 0; lane < Math.min(4, eventsPerVector(lanes)); lane++) {
    code.get(sum);
    if (lanes === 64) code.simd(SIMD.i64x2Extract, lane);
    else {
      code.simd(SIMD.i32x4Extract, lane);
      code.op(OP.i64ExtendI32s);
    }
    code.op(OP.i64Sub);
  }
  code.memory(OP.i64Store, address);
}
