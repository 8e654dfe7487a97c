import type { OnnxModel, OnnxNode } from "../onnx/model.js";
import type { ModelNames, ModelNode } from "./layer-names.js";

/** The names of a model that a configuration may use, and what tells hls4ml's kinds of layers apart. */
export function modelNames(model: OnnxModel): ModelNames {
  const constants = new Set(model.initializers.keys());
  for (const node of model.nodes) {
    const folded = node.inputs.every((name) => name === "" || constants.has(name));
    if (folded) for (const output of node.outputs) constants.add(output);
  }
  return {
    model: (model.file.split(/[\\/]/).at(-1) ?? "").replace(/\.[^.]*$/, ""),
    inputs: model.inputs.map(({ name }) => name),
    constants: [...model.initializers.keys()],
    nodes: model.nodes.map((node) => describeNode(node, constants, model)),
  };
}

function describeNode(node: OnnxNode, constants: ReadonlySet<string>, model: OnnxModel): ModelNode {
  const { name, opType, inputs } = node;
  const constantOperand = inputs.some((input) => constants.has(input));
  const weight = opType === "Conv" ? model.initializers.get(inputs[1] ?? "")?.shape : undefined;
  const kernel = weight?.slice(2) ?? numbers(node.attributes.get("kernel_shape"));
  const spatial = kernel?.length === 1 || kernel?.length === 2 ? { spatial: kernel.length } : {};
  return { name, opType, constantOperand, ...(spatial as { spatial?: 1 | 2 }), ...formOf(node, kernel) };
}

function formOf(node: OnnxNode, kernel: readonly number[] | undefined): Pick<ModelNode, "form"> {
  if (node.opType !== "Conv") return {};
  const group = node.attributes.get("group");
  if (typeof group === "number" && group > 1) return { form: "depthwise" };
  return kernel === undefined ? {} : { form: kernel.every((k) => k === 1) ? "pointwise" : "full" };
}

function numbers(attribute: unknown): readonly number[] | undefined {
  return Array.isArray(attribute) ? (attribute as number[]) : undefined;
}
