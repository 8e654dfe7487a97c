import type { ApFixed } from "../fixed/types.js";
import { apFixed } from "../fixed/types.js";
import type { StarterLayer } from "../frontend/config/starter.js";
import type { Graph, Node } from "../ir/graph.js";
import { VARIABLES, type Variable } from "../ir/import.js";
import { opOf } from "../ops/registry.js";
import { must } from "../support/errors.js";
import type { Compiled } from "./compile.js";

/**
 * What a starting configuration says of each layer: the types that are in force without one, so that the model's bits
 * stay the same until somebody edits them. `compiled` is the graph before any pass, whose nodes are the model's.
 */
export function proposeLayers({ model, settings, graph, inputs }: Compiled): readonly StarterLayer[] {
  const asked = askedVariables(settings.effective().map(({ key }) => key));
  const ports = inputs.map(({ port, type }) => ({
    name: port.name,
    comment: `input, ${port.shape.join(" x ")}`,
    precision: { result: type },
  }));
  const layers = model.nodes.flatMap(({ name, opType }) => {
    const nodes = graph.nodes.filter(({ origin }) => origin.nodes.includes(name));
    const variables = asked.get(name);
    if (nodes.length === 0 || variables === undefined) return [];
    return [{ name, comment: commentOf(opType, nodes, graph), precision: precisionsOf(nodes, variables, graph) }];
  });
  return [...ports, ...layers];
}

/** The variables that the import asked the settings for, by layer: only these decide anything. */
function askedVariables(keys: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const asked = new Map<string, Set<string>>();
  for (const key of keys) {
    const [, layer, variable] = /^LayerName\.(.*)\.Precision\.([^.]*)$/s.exec(key) ?? [];
    if (layer === undefined || variable === undefined) continue;
    asked.set(layer, (asked.get(layer) ?? new Set<string>()).add(variable));
  }
  return asked;
}

function precisionsOf(
  nodes: readonly Node[],
  asked: ReadonlySet<string>,
  graph: Graph,
): Partial<Record<Variable, ApFixed | "auto">> {
  const precision: Partial<Record<Variable, ApFixed | "auto">> = {};
  for (const node of nodes) {
    const { operands } = must(opOf(node.kind), node.kind);
    node.inputs.forEach((id, i) => {
      const constant = graph.constants.get(id);
      const variable = VARIABLES.find((name) => name === operands[i]?.replace("?", ""));
      // Values that fit their type keep their bits in any mode; where they were rounded, it was to nearest even.
      if (constant !== undefined && variable !== undefined && asked.has(variable))
        precision[variable] ??= apFixed(constant.type.elem, "RND_CONV", "SAT");
    });
  }
  if (asked.has("result")) precision.result = nodes.findLast(({ result }) => result !== undefined)?.result ?? "auto";
  return precision;
}

/** `Gemm, 16 -> 64`: elements in and out of an event. */
function commentOf(opType: string, nodes: readonly Node[], graph: Graph): string {
  const shape = (id: string | undefined): string => graph.types.get(id ?? "")?.shape.join(" x ") ?? "";
  return `${opType}, ${shape(nodes[0]?.inputs[0])} -> ${shape(nodes.at(-1)?.output)}`;
}
