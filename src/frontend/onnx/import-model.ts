import type { Reporter } from "../../diagnostics/reporter.js";
import { createBuilder, origin } from "../../ir/build.js";
import type { Graph } from "../../ir/graph.js";
import type { LayerSettings, Numerics, OnnxImport } from "../../ir/import.js";
import { fullRange } from "../../ir/tensor.js";
import { OPS, opOf } from "../../ops/registry.js";
import { InternalError } from "../../support/errors.js";
import { type Flow, type ImportState, nodeImport } from "./context.js";
import { foldNode } from "./fold-node.js";
import { toLogical } from "./layout.js";
import type { OnnxModel, OnnxNode } from "./model.js";
import { rewriteHint } from "./rewrites.js";

/** The part of the settings that the import needs; graph inputs are asked for with the operator type "Input". */
export interface LayerLookup {
  readonly layer: (name: string, opType: string) => LayerSettings;
}

/**
 * Turns a sound model into IR in one walk: what depends on constants only is computed, every other node is handed to
 * its operator's reader. A node that fails poisons what depends on it, so that every independent mistake is reported;
 * the result is then undefined.
 */
export function importModel(
  model: OnnxModel,
  settings: LayerLookup,
  numerics: Numerics,
  reporter: Reporter,
): Graph | undefined {
  const before = reporter.diagnostics.length;
  const values = new Map<string, Flow>();
  for (const [name, tensor] of model.initializers) values.set(name, { kind: "constant", tensor });
  const { file } = model;
  const builder = createBuilder(opOf);
  const needed = neededValues(model);
  const { layer } = settings;
  const state: ImportState = {
    file,
    batch: bakedBatch(model),
    builder,
    numerics,
    reporter,
    layer,
    values,
    needed,
    rearranged: new Map(),
  };
  addInputs(model, state);
  for (const node of liveNodes(model, needed, reporter)) importNode(node, model, state);
  addOutputs(model, state);
  const failed = reporter.diagnostics.slice(before).some(({ severity }) => severity === "error");
  return failed ? undefined : builder.finish(model.name);
}

function bakedBatch({ inputs }: OnnxModel): number | undefined {
  const first = inputs[0]?.dims[0];
  return typeof first === "number" && first > 0 ? first : undefined;
}

function addInputs({ inputs }: OnnxModel, { builder, layer, numerics, values }: ImportState): void {
  for (const { name, dims } of inputs) {
    const { signed, width, int } = numerics.input(layer(name, "Input"));
    const type = fullRange(dims.slice(1).map(Number), { signed, width, int });
    const value = builder.addInput(name, type, type.shape);
    values.set(name, { kind: "tensor", ref: { value, type, shape: type.shape, order: undefined } });
  }
}

/** Names of the values that some output depends on, outputs included. */
function neededValues({ nodes, outputs }: OnnxModel): ReadonlySet<string> {
  const needed = new Set(outputs.map(({ name }) => name));
  for (const node of nodes.toReversed())
    if (node.outputs.some((name) => needed.has(name))) for (const input of node.inputs) needed.add(input);
  needed.delete("");
  return needed;
}

/** The nodes that some output needs, in order; the others are named in a note. */
function liveNodes({ file, nodes }: OnnxModel, needed: ReadonlySet<string>, reporter: Reporter): readonly OnnxNode[] {
  const isLive = (node: OnnxNode): boolean => node.outputs.some((name) => needed.has(name));
  const dead = nodes.filter((node) => !isLive(node)).map(({ name }) => name);
  if (dead.length > 0) reporter.report("BX1030", { nodes: dead }, { file });
  return nodes.filter(isLive);
}

function importNode(node: OnnxNode, model: OnnxModel, state: ImportState): void {
  const { values, reporter } = state;
  const at = { file: state.file, onnxNode: node.name };
  const flows = node.inputs.map((name) => values.get(name));
  // Whatever is not set below belongs to a node that was reported.
  for (const output of node.outputs) values.set(output, { kind: "failed" });
  if (flows.some((flow) => flow?.kind === "failed")) return;
  const opset = model.opsets.get(node.domain) ?? 1;
  const folded = foldNode(node, opset, flows, state);
  if (folded === "failed") return;
  if (folded !== undefined) return void values.set(node.outputs[0] ?? "", { kind: "constant", tensor: folded });
  const rows = rowsOf(node);
  const row = rows.filter(({ since }) => since <= opset).sort((a, b) => b.since - a.since)[0];
  if (row !== undefined && flows.some((flow) => flow?.kind === "tensor")) return readNode(row, node, opset, state);
  const { opType: op, domain } = node;
  if (rows.length > 0)
    reporter.report("BX1106", { op, opset, oldest: Math.min(...rows.map(({ since }) => since)) }, at);
  else reporter.report("BX1101", { op, domain, rewrite: rewriteHint(op) }, at);
}

function rowsOf({ opType, domain }: OnnxNode): readonly OnnxImport[] {
  const rows = Object.values(OPS).flatMap(({ onnx }): readonly OnnxImport[] => onnx);
  return rows.filter(({ op, domains }) => op === opType && domains.includes(domain));
}

function readNode(row: OnnxImport, node: OnnxNode, opset: number, state: ImportState): void {
  const { cx, bound, failed } = nodeImport(node, opset, state);
  row.read(cx);
  if (failed()) return;
  if (bound.size === 0) throw new InternalError(`${node.opType} '${node.name}' was read without a result`);
  for (const [position, output] of node.outputs.entries()) {
    const ref = bound.get(position);
    if (ref !== undefined) state.values.set(output, { kind: "tensor", ref });
    else if (state.needed.has(output)) reportOutput(node, output, position, state);
  }
}

function reportOutput({ name, opType: op }: OnnxNode, output: string, position: number, state: ImportState): void {
  state.reporter.report("BX1107", { output, position, op }, { file: state.file, onnxNode: name, onnxValue: output });
}

/** Outputs leave in the element order that the author declared. */
function addOutputs({ file, outputs }: OnnxModel, { builder, reporter, values }: ImportState): void {
  for (const { name } of outputs) {
    const flow = values.get(name);
    if (flow?.kind === "constant") reporter.report("BX1031", { output: name }, { file, onnxValue: name });
    if (flow?.kind !== "tensor") continue;
    const { value, shape } = toLogical(flow.ref, (kind, attrs, inputs, result) => {
      const id = builder.addNode({ kind, attrs, inputs, result, origin: origin("Output", name) });
      const type = builder.typeOf(id);
      return { value: id, type, shape: type.shape, order: undefined };
    });
    builder.addOutput({ name, value, shape });
  }
}
