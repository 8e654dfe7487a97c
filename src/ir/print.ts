import { mantissaAt } from "../fixed/arith.js";
import { printApFixed, printType } from "../fixed/text.js";
import { isApFixed } from "../fixed/types.js";
import { shown } from "../support/text.js";
import type { Graph, Node } from "./graph.js";
import { type IntTensor, isTensor, type TensorType } from "./tensor.js";

/**
 * The text form of a graph, one line a value; `parseGraph` reads it back. Constants longer than `most` elements are
 * shortened, which makes the text for reading only.
 */
export function printGraph(graph: Graph, most = Number.POSITIVE_INFINITY): string {
  const inputs = graph.inputs.map(
    ({ name, value, shape }) =>
      `input ${value}: ${printTensorType(typeIn(graph, value))} = ${JSON.stringify(name)} [${shape.join(",")}]`,
  );
  const constants = [...graph.constants].map(
    ([id, tensor]) => `const ${id}: ${printTensorType(tensor.type)} = ${printMantissas(tensor, most)}`,
  );
  const nodes = graph.nodes.map((node) => printNode(graph, node, most));
  const outputs = graph.outputs.map(
    ({ name, value, shape }) => `output ${value} = ${JSON.stringify(name)} [${shape.join(",")}]`,
  );
  return `${[`graph ${JSON.stringify(graph.name)}`, ...inputs, ...constants, ...nodes, ...outputs].join("\n")}\n`;
}

function typeIn(graph: Graph, id: string): TensorType | undefined {
  return graph.types.get(id);
}

function printTensorType(type: TensorType | undefined): string {
  return type === undefined ? "?" : `${printType(type.elem)}[${type.shape.join(",")}]`;
}

function printNode(graph: Graph, node: Node, most: number): string {
  const attrs = Object.entries(node.attrs ?? {}).filter(([, value]) => value !== undefined);
  const braces =
    attrs.length === 0 ? "" : ` {${attrs.map(([key, value]) => `${key}=${printAttr(value, most)}`).join(", ")}}`;
  const result = node.result === undefined ? "" : ` -> ${printApFixed(node.result)}`;
  const type = printTensorType(typeIn(graph, node.output));
  const names = node.origin.nodes.map((name) => shown(name, 60).replaceAll(" ", "\\x20")).join(" ");
  return `${node.output}: ${type} = ${node.kind}(${node.inputs.join(", ")})${braces}${result}  // onnx ${node.origin.opType} ${names}`;
}

function printAttr(value: unknown, most: number): string {
  if (isTensor(value)) return `table ${printTensorType(value.type)}(${printMantissas(value, most)})`;
  if (isApFixed(value)) return printApFixed(value);
  if (Array.isArray(value)) return `[${value.map((item) => printAttr(item, most)).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries.map(([key, item]) => `${key}=${printAttr(item, most)}`).join(", ")}}`;
  }
  return JSON.stringify(value);
}

function printMantissas({ data }: IntTensor, most: number): string {
  const shownCount = Math.min(most, data.length);
  const texts = Array.from({ length: shownCount }, (_, i) => String(mantissaAt(data, i)));
  return data.length > shownCount ? `${texts.join(" ")} ... ${data.length - shownCount} more` : texts.join(" ");
}
