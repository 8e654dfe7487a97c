import type { Reporter } from "../../diagnostics/reporter.js";
import { createBuilder, origin } from "../../ir/build.js";
import type { Graph } from "../../ir/graph.js";
import type { ImportContext, LayerSettings, Numerics, OnnxImport } from "../../ir/import.js";
import { fullRange, sizeOf } from "../../ir/tensor.js";
import { OPS, opOf } from "../../ops/registry.js";
import { InternalError } from "../../support/errors.js";
import { didYouMean } from "../../support/text.js";
import { attributeReader } from "./attribute-reader.js";
import { type Flow, type ImportState, nodeImport } from "./context.js";
import { foldOf } from "./fold/fold.js";
import { foldNode } from "./fold-node.js";
import { toLogical } from "./layout.js";
import type { OnnxModel, OnnxNode } from "./model.js";
import { rewriteHint } from "./rewrites.js";

/** Most elements of one input per event: firmware takes them all at once, and a type holds a range for each. */
const MOST_INPUT_ELEMENTS = 2 ** 16;

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

function addInputs({ file, inputs }: OnnxModel, { builder, layer, numerics, reporter, values }: ImportState): void {
  for (const { name, dims } of inputs) {
    const shape = dims.slice(1).map(Number);
    const size = sizeOf(shape);
    values.set(name, { kind: "failed" });
    if (size > MOST_INPUT_ELEMENTS) {
      reporter.report("BX1034", { input: name, dims, size, most: MOST_INPUT_ELEMENTS }, { file, onnxValue: name });
      continue;
    }
    const declared = numerics.input(layer(name, "Input"));
    const { signed, width, int } = declared;
    const type = fullRange(shape, { signed, width, int });
    const value = builder.addInput(name, type, shape);
    values.set(name, { kind: "tensor", ref: { value, type, shape, order: undefined, declared } });
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
  const { values } = state;
  const flows = node.inputs.map((name) => values.get(name));
  // Whatever is not set below belongs to a node that was reported.
  for (const output of node.outputs) values.set(output, { kind: "failed" });
  const opset = model.opsets.get(node.domain) ?? 1;
  if (flows.some((flow) => flow?.kind === "failed")) return judgeUnread(node, opset, state);
  const folded = foldNode(node, opset, flows, state);
  if (folded === "failed") return;
  if (folded !== undefined) return void values.set(node.outputs[0] ?? "", { kind: "constant", tensor: folded });
  const row = rowOf(node, opset);
  const at = { file: state.file, onnxNode: node.name };
  if (row === undefined) reportUnsupported(node, opset, state);
  else if (!node.inputs[0]) state.reporter.report("BX1108", { op: node.opType, position: 0 }, at);
  else if (flows.some((flow) => flow?.kind === "tensor")) readNode(row, node, opset, state);
  else state.reporter.report("BX1102", { op: node.opType, problem: "compute it before export" }, at);
}

/** Says of an operator without a reader why, even where its operands are unknown because an earlier node failed. */
/** What can be said of a node whose operands are not known. */
function judgeUnread(node: OnnxNode, opset: number, state: ImportState): void {
  reportUnsupported(node, opset, state);
  const fail: ImportContext["fail"] = (code, params) =>
    state.reporter.report(code, params, { file: state.file, onnxNode: node.name });
  const constant: ImportContext["constant"] = (index) => {
    const flow = state.values.get(node.inputs[index] ?? "");
    return flow?.kind === "constant" ? flow.tensor : undefined;
  };
  rowOf(node, opset)?.standing?.({ ...attributeReader(node.attributes, fail), opType: node.opType, constant, fail });
}

function reportUnsupported(node: OnnxNode, opset: number, { file, reporter, values }: ImportState): void {
  const { opType: op, domain, name } = node;
  const computed = node.inputs.some((input) => values.get(input)?.kind === "tensor");
  if (rowOf(node, opset) !== undefined || (!computed && foldOf(domain, op) !== undefined)) return;
  const versions = rowsOf(node).map(({ since }) => since);
  const at = { file, onnxNode: name };
  if (versions.length > 0) reporter.report("BX1106", { op, opset, oldest: Math.min(...versions) }, at);
  else reporter.report("BX1101", { op, domain, rewrite: rewriteHint(op) ?? nearestOp(op) }, at);
}

function nearestOp(op: string): string | undefined {
  const near = didYouMean(op, new Set(Object.values(OPS).flatMap(({ onnx }) => onnx.map((row) => row.op))));
  return near === undefined ? undefined : `did you mean ${near}?`;
}

/** The newest of the operator's readers that is not newer than the opset. */
function rowOf(node: OnnxNode, opset: number): OnnxImport | undefined {
  return rowsOf(node)
    .filter(({ since }) => since <= opset)
    .sort((a, b) => b.since - a.since)[0];
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
