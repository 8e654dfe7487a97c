import type { Graph, ValueId } from "../ir/graph.js";
import { eventsOf, type IntTensor } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import { evaluateNode } from "./evaluate-node.js";
import type { NodeStats } from "./node-stats.js";

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
  const events = eventsOf(inputs);
  const valueOf = (id: ValueId): IntTensor => must(values.get(id), `value ${id}`);
  const lastUse = options.trace ? new Map<ValueId, number>() : lastUses(graph);
  const stats = graph.nodes.map((node, position) => {
    const { value, stats } = evaluateNode(graph, node, valueOf);
    values.set(node.output, value);
    // A value that no input reaches is computed once, for all events.
    const times = value.events === 1 ? events : 1;
    for (const id of node.inputs) if (lastUse.get(id) === position) values.delete(id);
    return { node, resultOverflows: times * stats.resultOverflows, innerOverflows: times * stats.innerOverflows };
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
