import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { didYouMean } from "../../support/text.js";
import type { OnnxInput, OnnxModel, OnnxNode } from "./model.js";

/** Reports whatever is wrong with names, wiring and ports; returns the nodes sorted topologically. */
export function checkStructure(model: OnnxModel, reporter: Reporter): readonly OnnxNode[] {
  const writers = findWriters(model, reporter);
  checkReaders(model, writers, reporter);
  for (const input of model.inputs) checkInput(input, { file: model.file, onnxValue: input.name }, reporter);
  checkBatches(model, reporter);
  if (model.inputs.length === 0) reporter.report("BX1032", { what: "inputs" }, { file: model.file });
  if (model.outputs.length === 0) reporter.report("BX1032", { what: "outputs" }, { file: model.file });
  return sortNodes(model, writers, reporter);
}

/** Who writes each value: a node, or what else defines it. */
type Writers = ReadonlyMap<string, OnnxNode | "an input" | "an initializer">;

function findWriters({ file, inputs, initializers, nodes }: OnnxModel, reporter: Reporter): Writers {
  const writers = new Map<string, OnnxNode | "an input" | "an initializer">();
  const define = (value: string, by: OnnxNode | "an input" | "an initializer", at: Location): void => {
    const first = writers.get(value);
    if (first !== undefined) reporter.report("BX1021", { value, first: named(first), second: named(by) }, at);
    else writers.set(value, by);
  };
  for (const name of initializers.keys()) define(name, "an initializer", { file, onnxValue: name });
  for (const { name } of inputs) define(name, "an input", { file, onnxValue: name });
  for (const node of nodes)
    for (const output of node.outputs)
      if (output !== "") define(output, node, { file, onnxNode: node.name, onnxValue: output });
  return writers;
}

function named(writer: OnnxNode | string): string {
  return typeof writer === "string" ? writer : `node '${writer.name}'`;
}

function checkReaders({ file, nodes, outputs }: OnnxModel, writers: Writers, reporter: Reporter): void {
  const nearest = suggester(writers);
  for (const node of nodes)
    for (const value of node.inputs) {
      if (value === "" || writers.has(value)) continue;
      const at = { file, onnxNode: node.name, onnxValue: value };
      reporter.report("BX1020", { value, nearest: nearest(value) }, at);
    }
  for (const { name } of outputs)
    if (!writers.has(name))
      reporter.report("BX1026", { output: name, nearest: nearest(name) }, { file, onnxValue: name });
}

/** Finds the nearest name, as long as that stays cheap: hostile models have names of any length and number. */
function suggester(writers: Writers): (name: string) => string | undefined {
  let comparisons = 0;
  return (name) => {
    comparisons += writers.size;
    return name.length > 500 || comparisons > 1e6 ? undefined : didYouMean(name, writers.keys());
  };
}

function checkInput({ name, dims, dtype }: OnnxInput, at: Location, reporter: Reporter): void {
  if (!/^(float|bfloat|u?int)\d+$/.test(dtype)) reporter.report("BX1027", { input: name, dtype }, at);
  if (dims.length === 0) return reporter.report("BX1028", { input: name, dims, problem: "has no shape" }, at);
  if (dims.length === 1 && Number(dims[0]) > 1)
    return reporter.report("BX1028", { input: name, dims, problem: "has one axis only, which would be the batch" }, at);
  const open = dims.findIndex((dim, axis) => axis > 0 && !(typeof dim === "number" && dim > 0));
  if (open > 0)
    return reporter.report("BX1028", { input: name, dims, problem: `has no length along axis ${open}` }, at);
}

function checkBatches({ file, inputs }: OnnxModel, reporter: Reporter): void {
  const baked = inputs.filter(({ dims }) => dims.length > 1 && typeof dims[0] === "number" && dims[0] > 0);
  const [first, ...rest] = baked.map(({ name, dims }) => ({ name, length: Number(dims[0]) }));
  const other = rest.find(({ length }) => length !== first?.length);
  if (first !== undefined && other !== undefined)
    reporter.report("BX1033", { inputs: [first, other] }, { file, onnxValue: other.name });
}

/** Depth-first order of the nodes that keeps the file's own where it can; a cycle is named once and left out. */
function sortNodes({ file, nodes }: OnnxModel, writers: Writers, reporter: Reporter): readonly OnnxNode[] {
  const sorted: OnnxNode[] = [];
  const state = new Map<OnnxNode, "open" | "done">();
  for (const root of nodes) {
    // An explicit stack: hostile models are deeper than the call stack.
    const path: { node: OnnxNode; next: number }[] = [];
    const enter = (node: OnnxNode): void => {
      state.set(node, "open");
      path.push({ node, next: 0 });
    };
    if (!state.has(root)) enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const writer = writers.get(top.node.inputs[top.next++] ?? "");
      if (top.next > top.node.inputs.length) {
        state.set(top.node, "done");
        sorted.push(top.node);
        path.pop();
      } else if (typeof writer === "object" && state.get(writer) === "open") {
        const cycle = path.slice(path.findIndex(({ node }) => node === writer)).map(({ node }) => node.name);
        reporter.report("BX1022", { nodes: cycle.reverse() }, { file, onnxNode: writer.name });
      } else if (typeof writer === "object" && !state.has(writer)) enter(writer);
    }
  }
  return sorted;
}
