import { exactType } from "../ir/build.js";
import { castTensor } from "../ir/cast.js";
import { evaluate } from "../ir/evaluate.js";
import type { Graph, Node, ValueId } from "../ir/graph.js";
import type { IntTensor } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { must } from "../support/errors.js";
import type { NodeStats } from "./node-stats.js";

/** A node's value by the reference evaluator, and what overflowed on the way. */
export function evaluateNode(
  graph: Graph,
  node: Node,
  valueOf: (id: ValueId) => IntTensor,
): { readonly value: IntTensor; readonly stats: NodeStats } {
  const [inner, result] = [{ count: 0 }, { count: 0 }];
  const op = must(opOf(node.kind), `op ${node.kind}`);
  const exact = exactType(node, (id) => must(graph.types.get(id), `type of ${id}`), opOf);
  const own = evaluate(op, node.attrs, node.inputs.map(valueOf), exact, inner);
  const value = node.result === undefined ? own : castTensor(own, node.result, result);
  return { value, stats: { node, resultOverflows: result.count, innerOverflows: inner.count } };
}
