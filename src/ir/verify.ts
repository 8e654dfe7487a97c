import { sameType } from "../fixed/types.js";
import { InternalError } from "../support/errors.js";
import { nodeType, type OpLookup } from "./build.js";
import type { Graph, ValueId } from "./graph.js";

/** What is wrong with a graph, one sentence each; a graph that a pass returns must have none. */
export function verifyGraph(graph: Graph, ops: OpLookup): string[] {
  const problems: string[] = [];
  const defined = new Set<ValueId>([...graph.constants.keys(), ...graph.inputs.map((port) => port.value)]);
  for (const node of graph.nodes) {
    const missing = node.inputs.filter((id) => !defined.has(id));
    for (const id of missing) problems.push(`${node.kind} ${node.output} reads ${id}, which nothing before it defines`);
    if (defined.has(node.output)) problems.push(`${node.output} is defined twice`);
    defined.add(node.output);
    if (node.origin.nodes.length === 0) problems.push(`${node.output} has no origin`);
    if (missing.length > 0) continue;
    const stated = graph.types.get(node.output);
    const inferred = nodeType(node, (id) => graph.types.get(id) ?? unknownType(id), ops);
    if (stated === undefined) problems.push(`${node.output} has no type`);
    else if (!sameType(stated.elem, inferred.elem) || String(stated.shape) !== String(inferred.shape))
      problems.push(`${node.output} does not have the type that its node infers`);
  }
  for (const { name, value } of graph.outputs)
    if (!defined.has(value)) problems.push(`output ${name} is ${value}, which nothing defines`);
  return problems;
}

function unknownType(id: ValueId): never {
  throw new InternalError(`no type for ${id}`);
}
