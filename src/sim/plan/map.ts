import type { MapDefinition } from "../../ir/definition.js";
import type { Wire } from "../../netlist/cell.js";
import type { View } from "../step.js";
import {
  assignResult,
  type CounterOf,
  type Draft,
  feedConstants,
  feedRows,
  hullOf,
  type Part,
  startDraft,
} from "./part.js";
import { applyMove } from "./pointwise.js";
import { lanesOf, selectRows } from "./storage.js";
import { applyTail, type Head, nodesOf } from "./tail.js";

/** Cells of the longest program: beyond, compiling it takes longer than it saves. */
const MOST_CELLS = 20_000;

/** The plan of a map: one program with the op's arguments as ports. */
export function mapHead(
  part: Part,
  definition: MapDefinition,
  views: readonly (View | undefined)[],
  counterOf: CounterOf,
): Head {
  const sources = definition.reads.map(({ operand, at }) => ({ operand, at, view: views[operand] }));
  return {
    build: (tail) => {
      const draft = startDraft(counterOf);
      const args: Wire[] = [];
      for (const { operand, at, view } of sources) {
        const constant = part.constants[operand];
        const type = part.ins[operand];
        if (type === undefined || (constant === undefined && view === undefined)) return undefined;
        if (view !== undefined && constant === undefined)
          args.push(feedRows(draft, selectRows(view, at), hullOf(type, at)));
        else
          args.push(
            feedConstants(
              draft,
              Array.from(at, (k) => type.range.lo[k] ?? 0n),
            ),
          );
      }
      const values = definition.define(draft.netlist.arith, part.inner)(args);
      const outputs = values.map((value, r) => {
        const at = definition.writes[r] ?? [];
        return applyTail(draft, assignResult(draft, part, value, at), tail, at);
      });
      return finishMap(draft, outputs, part, tail, definition.count, (write) =>
        definition.writes.map((at) => selectRows(write, at)),
      );
    },
  };
}

/** Elements `places` of the result moved from elements `at` of one operand (or of a constant). */
export function moveHead(
  part: Part,
  operand: number,
  view: View | undefined,
  moved: { readonly at: readonly number[]; readonly places: readonly number[] },
  counterOf: CounterOf,
): Head {
  return {
    build: (tail) => {
      const type = part.ins[operand];
      const isConstant = part.constants[operand] !== undefined;
      if (type === undefined || (view === undefined && !isConstant)) return undefined;
      const draft = startDraft(counterOf);
      const x =
        view === undefined
          ? feedConstants(
              draft,
              moved.at.map((k) => type.range.lo[k] ?? 0n),
            )
          : feedRows(draft, selectRows(view, moved.at), hullOf(type, moved.at));
      const value = applyTail(draft, applyMove(draft, part, type, x, moved.places), tail, moved.places);
      return finishMap(draft, [value], part, tail, moved.at.length, (write) => [selectRows(write, moved.places)]);
    },
  };
}

function finishMap(
  draft: Draft,
  outputs: readonly Wire[],
  part: Part,
  tail: Parameters<Head["build"]>[0],
  count: number,
  writes: (write: View) => readonly View[],
): ReturnType<Head["build"]> {
  const program = draft.netlist.finish(outputs);
  const lanes = lanesOf(program);
  if (lanes === undefined || program.cells.length > MOST_CELLS) return undefined;
  const why = `all intermediates fit ${lanes} bits`;
  const fixed = { kind: "map", nodes: nodesOf(part, tail), why, lanes, program, count, feeds: draft.feeds } as const;
  return (write) => ({ ...fixed, writes: writes(write) });
}
