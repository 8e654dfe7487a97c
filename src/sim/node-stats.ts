import type { Node } from "../ir/graph.js";

/** What one node did over all events. */
export interface NodeStats {
  readonly node: Node;
  /** Assignments to the result type that met a value outside it. */
  readonly resultOverflows: number;
  /** The same for accumulators and other types inside the op. */
  readonly innerOverflows: number;
}

/** Statistics of more events added to what there is; `before` is empty at first. */
export function addStats(now: readonly NodeStats[], before: readonly NodeStats[]): readonly NodeStats[] {
  return now.map(({ node, resultOverflows, innerOverflows }, i) => ({
    node,
    resultOverflows: resultOverflows + (before[i]?.resultOverflows ?? 0),
    innerOverflows: innerOverflows + (before[i]?.innerOverflows ?? 0),
  }));
}
