import type { Node, ValueId } from "../ir/graph.js";
import { must } from "../support/errors.js";
import type { Pass } from "./pass.js";
import { rewrite } from "./rewrite.js";

/** Lets a reshape read past reshapes before it, and drops one that keeps the shape. */
export const simplifyReshapes: Pass = {
  name: "simplify-reshapes",
  summary: "joins chains of reshapes and drops those that change nothing",
  semantics: "exact",
  run: (graph) => {
    const sources = new Map<ValueId, ValueId>();
    const nodes = new Map<ValueId, Node | undefined>();
    const aliases = new Map<ValueId, ValueId>();
    const shapeOf = (id: ValueId): string => String(must(graph.types.get(id), "type").shape);
    for (const node of graph.nodes) {
      const [input] = node.inputs;
      if (node.kind !== "reshape" || node.result !== undefined || input === undefined) continue;
      const source = sources.get(input) ?? input;
      sources.set(node.output, source);
      if (shapeOf(source) === shapeOf(node.output)) {
        nodes.set(node.output, undefined);
        aliases.set(node.output, source);
      } else if (source !== input) nodes.set(node.output, { ...node, inputs: [source] });
    }
    return rewrite(graph, { nodes, aliases });
  },
};
