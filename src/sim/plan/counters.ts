import type { OverflowCount } from "../../fixed/arith.js";
import type { Node } from "../../ir/graph.js";
import { must } from "../../support/errors.js";
import type { Counter } from "../step.js";
import type { CounterOf } from "./part.js";

/** Counters of overflows, numbered as nodes are planned; none where no statistics are asked for. */
export interface Counters {
  readonly of: (node: Node) => {
    readonly inner: OverflowCount | undefined;
    readonly result: OverflowCount | undefined;
  };
  readonly numberOf: CounterOf;
  readonly finish: () => readonly Counter[];
}

export function createCounters(wanted: boolean): Counters {
  const made: { readonly node: Node; readonly of: Counter["of"]; readonly count: OverflowCount }[] = [];
  const numbers = new Map<OverflowCount, number>();
  const make = (node: Node, of: Counter["of"]): OverflowCount | undefined => {
    if (!wanted) return undefined;
    const count = { count: 0 };
    numbers.set(count, made.push({ node, of, count }) - 1);
    return count;
  };
  return {
    of: (node) => ({ inner: make(node, "inner"), result: make(node, "result") }),
    numberOf: (count) => must(numbers.get(count), "counter"),
    finish: () => made.map(({ node, of, count }) => ({ node, of, perEvent: count.count })),
  };
}
