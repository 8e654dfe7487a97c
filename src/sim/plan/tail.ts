import type { Wire } from "../../netlist/cell.js";
import type { Step, View } from "../step.js";
import type { Draft } from "./part.js";
import type { Pointwise } from "./pointwise.js";

/** A step that lacks only the rows that it writes. */
export type Pending = (write: View) => Step;

/** A step as far as it is planned: it may still take nodes that follow its own element by element. */
export interface Head {
  /** The step with these nodes behind its own; undefined where no lanes are wide enough for it. */
  readonly build: (tail: readonly Pointwise[]) => Pending | undefined;
}

/** What the nodes of a tail make of a value, in a program whose place p is element at[p]. */
export function applyTail(draft: Draft, value: Wire, tail: readonly Pointwise[], at: ArrayLike<number>): Wire {
  return tail.reduce((x, next) => next.apply(draft, x, at), value);
}

export function nodesOf(first: Pointwise["part"], tail: readonly Pointwise[]) {
  return [first, ...tail.map(({ part }) => part)].map(({ node }) => node);
}

/** 0, 1, ... */
export function allPlaces(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, k) => k);
}
