import type { OverflowCount } from "../fixed/arith.js";
import { exactType } from "../ir/build.js";
import { castTensor } from "../ir/cast.js";
import { evaluate } from "../ir/evaluate.js";
import type { Graph, Node, ValueId } from "../ir/graph.js";
import type { IntTensor } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { must } from "../support/errors.js";

/** What one node did over all events. */
export interface NodeStats {
  readonly node: Node;
  /** Assignments to the result type that met a value outside it. */
  readonly resultOverflows: number;
  /** The same for accumulators and other types inside the op. */
  readonly innerOverflows: number;
}

export interface Run {
  /** Tensors of the graph's outputs, in order, in their physical element order. */
  readonly outputs: readonly IntTensor[];
  /** Values of all nodes, where asked for. */
  readonly trace: ReadonlyMap<ValueId, IntTensor>;
  readonly stats: readonly NodeStats[];
}

/** The reference interpreter: evaluates every node in order. `inputs` are in the order of `graph.inputs`. */
export function interpret(graph: Graph, inputs: readonly IntTensor[], options: { trace?: boolean } = {}): Run {
  const values = new Map<ValueId, IntTensor>(graph.constants);
  graph.inputs.forEach((port, i) => values.set(port.value, must(inputs[i], `input ${port.name}`)));
  const valueOf = (id: ValueId): IntTensor => must(values.get(id), `value ${id}`);
  const lastUse = options.trace ? new Map<ValueId, number>() : lastUses(graph);
  const stats = graph.nodes.map((node, position) => {
    const inner: OverflowCount = { count: 0 };
    const result: OverflowCount = { count: 0 };
    const op = must(opOf(node.kind), `op ${node.kind}`);
    const exact = exactType(node, (id) => must(graph.types.get(id), `type of ${id}`), opOf);
    const value = evaluate(op, node.attrs, node.inputs.map(valueOf), exact, inner);
    values.set(node.output, node.result === undefined ? value : castTensor(value, node.result, result));
    for (const id of node.inputs) if (lastUse.get(id) === position) values.delete(id);
    return { node, resultOverflows: result.count, innerOverflows: inner.count };
  });
  const outputs = graph.outputs.map((port) => valueOf(port.value));
  return { outputs, trace: options.trace ? values : new Map(), stats };
}

/** Position of the last node that reads each value; ports and constants stay. */
function lastUses(graph: Graph): Map<ValueId, number> {
  const uses = new Map<ValueId, number>();
  graph.nodes.forEach((node, position) => node.inputs.forEach((id) => uses.set(id, position)));
  for (const { value } of graph.outputs) uses.delete(value);
  for (const id of graph.constants.keys()) uses.delete(id);
  return uses;
}
