import { printApFixed } from "../fixed/text.js";
import { apFixed, isApFixed } from "../fixed/types.js";
import { BY_RULE, type EffectiveValue } from "../frontend/config/provenance.js";
import type { Graph, Node } from "../ir/graph.js";
import { type IntTensor, isTensor } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { must } from "../support/errors.js";
import type { Compiled } from "./compile.js";

/** Names in a configuration of what nodes carry in attributes of these names. */
const VARIABLE_OF: Readonly<Record<string, string>> = {
  accum: "Precision.accum",
  difference: "Precision.inp_norm",
  inverseInput: "Precision.inv_inp",
  implementation: "Implementation",
};

/** The same for tables: the attribute that holds the table, then the configuration's names of its type and its size. */
const TABLE_OF: Readonly<Record<string, readonly [string, string]>> = {
  exp: ["Precision.exp_table", "ExpTableSize"],
  inverse: ["Precision.inv_table", "InvTableSize"],
};
const OTHER_TABLE = ["Precision.table", "TableSize"] as const;

/**
 * The values in force, those that were left to a rule (or to `auto`) replaced by what came of it. `compiled` is the
 * graph before any pass, whose nodes are the model's.
 */
export function effectiveValues({ settings, graph, inputs }: Compiled): EffectiveValue[] {
  const settled = settledValues(graph);
  for (const { port, type } of inputs) settled.set(`LayerName.${port.name}.Precision.result`, printApFixed(type));
  return settings.effective().map((effective) => {
    const { key, value } = effective;
    const found = settled.get(key);
    if (value === BY_RULE) return { ...effective, value: found ?? "not used" };
    return value === "auto" && found !== undefined ? { ...effective, value: `auto: ${found}` } : effective;
  });
}

function settledValues(graph: Graph): Map<string, string> {
  const settled = new Map<string, string>();
  for (const node of graph.nodes) {
    for (const [variable, value] of [...constantsOf(node, graph), ...attributesOf(node.attrs), resultOf(node, graph)])
      for (const name of node.origin.nodes) settled.set(`LayerName.${name}.${variable}`, value);
  }
  return settled;
}

function constantsOf(node: Node, graph: Graph): [string, string][] {
  const { operands } = must(opOf(node.kind), node.kind);
  return node.inputs.flatMap((id, i): [string, string][] => {
    const constant = graph.constants.get(id);
    const operand = operands[i]?.replace("?", "");
    if (constant === undefined || operand === undefined) return [];
    return [[`Precision.${operand === "alpha" ? "param" : operand}`, printApFixed(apFixed(constant.type.elem))]];
  });
}

function resultOf(node: Node, graph: Graph): [string, string] {
  const { elem } = must(graph.types.get(node.output), "type");
  return [
    "Precision.result",
    node.result === undefined ? `${printApFixed(apFixed(elem))} (exact)` : printApFixed(node.result),
  ];
}

/** Types and tables among a node's attributes, at any depth. */
function attributesOf(attrs: unknown, within = ""): [string, string][] {
  if (typeof attrs !== "object" || attrs === null || Array.isArray(attrs)) return [];
  return Object.entries(attrs).flatMap(([name, value]: [string, unknown]): [string, string][] => {
    const variable = VARIABLE_OF[name];
    if (name === "accum" && value === undefined) return [["Precision.accum", "exact"]];
    if (isTensor(value)) return tableValues(value, within);
    if (typeof value === "string" && variable !== undefined) return [[variable, value]];
    if (isApFixed(value)) return variable === undefined ? [] : [[variable, printApFixed(value)]];
    return attributesOf(value, name);
  });
}

function tableValues({ type }: IntTensor, within: string): [string, string][] {
  const [precision, size] = TABLE_OF[within] ?? OTHER_TABLE;
  return [
    [precision, printApFixed(apFixed(type.elem))],
    [size, String(type.shape[0] ?? 1)],
  ];
}
