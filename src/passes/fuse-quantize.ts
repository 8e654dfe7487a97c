import type { Node, ValueId } from "../ir/graph.js";
import type { Pass } from "./pass.js";
import { rewrite, usesOf } from "./rewrite.js";

/** Lets the node before a quantize assign its exact value to the quantizer's type itself. */
export const fuseQuantize: Pass = {
  name: "fuse-quantize",
  summary: "merges a quantize node into the exact node before it",
  semantics: "exact",
  run: (graph) => {
    const uses = usesOf(graph);
    const nodes = new Map<ValueId, Node | undefined>();
    const aliases = new Map<ValueId, ValueId>();
    for (const node of graph.nodes) {
      const [source] = node.inputs;
      if (node.kind !== "quantize" || source === undefined) continue;
      const producer = nodes.get(source) ?? uses.producer(source);
      // A producer with a result of its own rounds twice; that must stay visible.
      if (producer === undefined || producer.result !== undefined || !uses.readOnce(source)) continue;
      const origin = { opType: producer.origin.opType, nodes: [...producer.origin.nodes, ...node.origin.nodes] };
      nodes.set(producer.output, { ...producer, result: node.result, origin });
      nodes.set(node.output, undefined);
      aliases.set(node.output, producer.output);
    }
    return rewrite(graph, { nodes, aliases });
  },
};
