import { nodeType } from "../ir/build.js";
import type { Graph, Node, ValueId } from "../ir/graph.js";
import type { IntTensor, TensorType } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { must } from "../support/errors.js";

/** What a pass may ask about a graph's uses. */
export interface Uses {
  readonly producer: (id: ValueId) => Node | undefined;
  /** Whether exactly one node reads the value and it is no output of the graph. */
  readonly readOnce: (id: ValueId) => boolean;
}

export function usesOf(graph: Graph): Uses {
  const producers = new Map(graph.nodes.map((node) => [node.output, node]));
  const counts = new Map<ValueId, number>();
  const count = (id: ValueId): void => void counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(count);
  for (const port of graph.outputs) {
    count(port.value);
    count(port.value);
  }
  return { producer: (id) => producers.get(id), readOnce: (id) => counts.get(id) === 1 };
}

/** The changes a pass makes: nodes replaced (or dropped, by undefined), values that stand for others, new constants. */
export interface Changes {
  readonly nodes: ReadonlyMap<ValueId, Node | undefined>;
  readonly aliases?: ReadonlyMap<ValueId, ValueId>;
  readonly constants?: ReadonlyMap<ValueId, IntTensor>;
}

/** Applies changes and infers anew the types of what they touch; without changes the same graph. */
export function rewrite(graph: Graph, changes: Changes): Graph {
  if (changes.nodes.size === 0) return graph;
  const aliases = changes.aliases ?? new Map<ValueId, ValueId>();
  const follow = (id: ValueId): ValueId => (aliases.has(id) ? follow(must(aliases.get(id), "alias")) : id);
  const constants = new Map([...graph.constants, ...(changes.constants ?? [])]);
  const types = new Map<ValueId, TensorType>();
  for (const port of graph.inputs) types.set(port.value, must(graph.types.get(port.value), "input type"));
  for (const [id, tensor] of constants) types.set(id, tensor.type);
  const nodes: Node[] = [];
  for (const old of graph.nodes) {
    const changed = changes.nodes.has(old.output) ? changes.nodes.get(old.output) : old;
    if (changed === undefined) continue;
    const inputs = changed.inputs.map(follow);
    const node = inputs.every((id, i) => id === changed.inputs[i]) ? changed : { ...changed, inputs };
    const untouched = node === old && node.inputs.every((id) => types.get(id) === graph.types.get(id));
    const typeOf = (id: ValueId): TensorType => must(types.get(id), `type of ${id}`);
    types.set(node.output, untouched ? must(graph.types.get(node.output), "type") : nodeType(node, typeOf, opOf));
    nodes.push(node);
  }
  const outputs = graph.outputs.map((port) => ({ ...port, value: follow(port.value) }));
  return { ...graph, nodes, constants, types, outputs };
}
