import type { NodeStats } from "../sim/node-stats.js";
import { shown } from "../support/text.js";
import { table } from "./table.js";

/** Overflows of a node, by the ONNX nodes it stands for. */
export interface NodeOverflows {
  readonly nodes: readonly string[];
  readonly opType: string;
  /** Assignments to the result type that met a value outside it. */
  readonly result: number;
  /** The same inside the node: accumulators and tables. */
  readonly inner: number;
}

/** Of every node, in the order of the graph. */
export function overflowsOf(stats: readonly NodeStats[]): readonly NodeOverflows[] {
  return stats.map(({ node, resultOverflows, innerOverflows }) => ({
    nodes: node.origin.nodes,
    opType: node.origin.opType,
    result: resultOverflows,
    inner: innerOverflows,
  }));
}

/** The nodes that overflowed at all. */
export function overflowed(all: readonly NodeOverflows[]): readonly NodeOverflows[] {
  return all.filter(({ result, inner }) => result + inner > 0);
}

/** Counts over all events, and how many that is in an event. */
export function overflowTable(all: readonly NodeOverflows[], events: number): string {
  const rate = (count: number): string => (count === 0 ? "" : (count / events).toPrecision(3));
  const rows = all.map(({ nodes, opType, result, inner }) => [
    nodes.map((name) => shown(name, 40)).join(", "),
    opType,
    result,
    rate(result),
    inner,
    rate(inner),
  ]);
  return table(["ONNX node", "operator", "results", "per event", "inside", "per event"], rows);
}
