import type { OverflowCount } from "../../fixed/arith.js";
import { hull, type Interval } from "../../fixed/interval.js";
import { fraction } from "../../fixed/types.js";
import type { Definition } from "../../ir/definition.js";
import type { Node } from "../../ir/graph.js";
import type { IntTensor, TensorType } from "../../ir/tensor.js";
import { createNetlist, type NetlistBuilder } from "../../netlist/build.js";
import type { Wire } from "../../netlist/cell.js";
import type { Feed, View } from "../step.js";

/** A node with all that planning asks of it. */
export interface Part {
  readonly node: Node;
  readonly definition: Definition;
  /** Types of the operands; constants among them are tensors in `constants`. */
  readonly ins: readonly TensorType[];
  readonly constants: readonly (IntTensor | undefined)[];
  /** Type of the op's own value, and of the node's after its result is assigned. */
  readonly exact: TensorType;
  readonly type: TensorType;
  /** Counters of overflows inside the op and of the result's assignment, where statistics are asked for. */
  readonly inner: OverflowCount | undefined;
  readonly result: OverflowCount | undefined;
}

/** Number of the counter that stands for an object. */
export type CounterOf = (count: OverflowCount) => number;

/** A program under construction, with what its ports are fed. */
export interface Draft {
  readonly netlist: NetlistBuilder;
  readonly feeds: Feed[];
}

/** Starts a program; counters are numbered by `counterOf`. */
export function startDraft(counterOf: CounterOf): Draft {
  return { netlist: createNetlist(counterOf), feeds: [] };
}

/** Bounds of some elements of a type. */
export function hullOf({ range }: TensorType, at: ArrayLike<number>): Interval {
  let [lo, hi] = [range.lo[at[0] ?? 0] ?? 0n, range.hi[at[0] ?? 0] ?? 0n];
  for (let p = 1; p < at.length; p++) {
    const [low, high] = [range.lo[at[p] ?? 0] ?? 0n, range.hi[at[p] ?? 0] ?? 0n];
    if (low < lo) lo = low;
    if (high > hi) hi = high;
  }
  return { lo, hi };
}

/** A port that reads a row at each place. */
export function feedRows({ netlist, feeds }: Draft, view: View, range: Interval): Wire {
  feeds.push({ kind: "rows", view });
  return netlist.input(range);
}

/** A constant, or a port where it differs from place to place. */
export function feedConstants({ netlist, feeds }: Draft, values: readonly bigint[]): Wire {
  const range = hull(values);
  if (range.lo === range.hi) return netlist.arith.of(range.lo);
  feeds.push({ kind: "constants", values });
  return netlist.input(range);
}

/** The op's own value of some elements as the node's: assigned to its result. */
export function assignResult({ netlist }: Draft, part: Part, value: Wire, at: ArrayLike<number>): Wire {
  const exact = netlist.assume(value, hullOf(part.exact, at));
  const { result } = part.node;
  if (result === undefined) return exact;
  const cast = netlist.arith.caster(fraction(part.exact.elem), result, part.result);
  return netlist.assume(cast(exact), hullOf(part.type, at));
}
