import { createReporter } from "../../diagnostics/reporter.js";
import type { FloatTensor } from "../../ir/import.js";
import { foldNode } from "./fold-node.js";
import type { OnnxModel } from "./model.js";

/**
 * The model with every node that depends on initializers only made an initializer. A node that can't be computed stays:
 * the import reports it.
 */
export function foldConstants(model: OnnxModel): OnnxModel {
  const initializers = new Map<string, FloatTensor>(model.initializers);
  const nodes = model.nodes.filter((node) => {
    const flows = node.inputs.map((name) => {
      const tensor = initializers.get(name);
      return tensor === undefined ? undefined : ({ kind: "constant", tensor } as const);
    });
    if (node.inputs.some((name, i) => name !== "" && flows[i] === undefined)) return true;
    const silent = { batch: undefined, reporter: createReporter(), file: model.file };
    const folded = foldNode(node, model.opsets.get(node.domain) ?? 1, flows, silent);
    if (folded === undefined || folded === "failed") return true;
    initializers.set(node.outputs[0] ?? "", folded);
    return false;
  });
  return nodes.length === model.nodes.length ? model : { ...model, nodes, initializers };
}
