import type { Lanes, Storage } from "../step.js";
import { type Code, type Local, OP } from "./assembler.js";
import { eventsPerVector } from "./lane-ops.js";
import type { Layout } from "./layout.js";

type Bits = Storage["bits"];

/** Where one turn of a loop over the events stands. */
export interface Turn {
  /** Local with the bytes of a row that lie before the turn's first event. */
  readonly before: (bits: Bits) => Local;
  /** Events of the vectors that the turn works on, each relative to the turn's first. */
  readonly ahead: readonly number[];
}

/** Vector instructions that a turn is filled up to: enough to hide latencies, few enough to stay in registers. */
const TURN_CELLS = 64;

const MOST_VECTORS = 4;

/** Loops over the events of a block, some vectors a turn; `cells` is the length of the program that each vector takes. */
export function eventLoop(
  code: Code,
  layout: Layout,
  lanes: Lanes,
  cells: number,
  widths: readonly Bits[],
  body: (turn: Turn) => void,
): void {
  const vector = eventsPerVector(lanes);
  const vectors = vectorsPerTurn(layout.events / vector, cells);
  const positions = new Map([8 as const, ...widths].map((bits) => [bits, code.local("i32")]));
  const event = positions.get(8) ?? code.local("i32");
  for (const position of positions.values()) {
    code.i32(0);
    code.set(position);
  }
  code.loop(() => {
    body({
      before: (bits) => positions.get(bits) ?? event,
      ahead: Array.from({ length: vectors }, (_, v) => v * vector),
    });
    for (const [bits, position] of positions) advance(code, position, (vectors * vector * bits) / 8);
    code.get(event);
    code.i32(layout.events);
    code.op(OP.i32Ne);
  });
  for (const position of positions.values()) code.release("i32", position);
}

export function advance(code: Code, position: Local, bytes: number): void {
  code.get(position);
  code.i32(bytes);
  code.op(OP.i32Add);
  code.set(position);
}

/** Repeats the body, which moves `position`, until it is at `end`; not at all if it is there already. */
export function whileBefore(code: Code, position: Local, end: Local, body: () => void): void {
  differ(code, position, () => code.get(end));
  code.when(() =>
    code.loop(() => {
      body();
      differ(code, position, () => code.get(end));
    }),
  );
}

/** Leaves on the stack whether the position is not at the end. */
export function differ(code: Code, position: Local, end: () => void): void {
  code.get(position);
  end();
  code.op(OP.i32Ne);
}

function vectorsPerTurn(vectors: number, cells: number): number {
  let most = MOST_VECTORS;
  while (most > 1 && (vectors % most !== 0 || most * cells > TURN_CELLS)) most /= 2;
  return most;
}
