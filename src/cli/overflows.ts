import type { NodeStats } from "../sim/interpreter.js";

/** Overflows of a node, by the ONNX nodes it stands for. */
export interface NodeOverflows {
  readonly nodes: readonly string[];
  readonly opType: string;
  /** Assignments to the result type that met a value outside it. */
  readonly result: number;
  /** The same inside the node: accumulators and tables. */
  readonly inner: number;
}

/** The nodes that overflowed at all, in the order of the graph. */
export function overflowsOf(stats: readonly NodeStats[]): readonly NodeOverflows[] {
  return stats
    .filter(({ resultOverflows, innerOverflows }) => resultOverflows + innerOverflows > 0)
    .map(({ node, resultOverflows, innerOverflows }) => ({
      nodes: node.origin.nodes,
      opType: node.origin.opType,
      result: resultOverflows,
      inner: innerOverflows,
    }));
}
