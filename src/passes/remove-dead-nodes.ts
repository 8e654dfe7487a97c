import type { Node, ValueId } from "../ir/graph.js";
import type { Pass } from "./pass.js";
import { rewrite } from "./rewrite.js";

/** Drops nodes that no output depends on, and constants that no node reads. */
export const removeDeadNodes: Pass = {
  name: "remove-dead-nodes",
  summary: "drops nodes and constants that no output depends on",
  semantics: "exact",
  run: (graph) => {
    const live = new Set<ValueId>(graph.outputs.map((port) => port.value));
    const dead = new Map<ValueId, Node | undefined>();
    for (const node of [...graph.nodes].reverse()) {
      if (live.has(node.output)) for (const id of node.inputs) live.add(id);
      else dead.set(node.output, undefined);
    }
    const kept = new Map([...graph.constants].filter(([id]) => live.has(id)));
    const pruned = rewrite(graph, { nodes: dead });
    return kept.size === graph.constants.size ? pruned : { ...pruned, constants: kept };
  },
};
