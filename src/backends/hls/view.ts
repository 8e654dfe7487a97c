import { apFixed } from "../../fixed/types.js";
import { exactType } from "../../ir/build.js";
import type { Graph, Node, Origin, Port, ValueId } from "../../ir/graph.js";
import type { HlsCall } from "../../ir/op.js";
import { sizeOf } from "../../ir/tensor.js";
import { opOf } from "../../ops/registry.js";
import { must } from "../../support/errors.js";
import { type Clone, isDataflow, separateReaders } from "./dataflow.js";
import { type CArray, createScope, type Literal, type Scope, type Typedef } from "./scope.js";

/** One kernel call. */
export interface Layer {
  readonly node: Node;
  /** Number in `layerN_out`, `layerN_t`, `configN`; inputs come first, as in hls4ml. */
  readonly number: number;
  readonly call: HlsCall;
  readonly out: CArray;
  readonly args: readonly CArray[];
  /** Name of its `struct configN` and the element types of the constants that the kernel reads, as typedefs. */
  readonly config: string;
  readonly elements: readonly Typedef[];
}

/** The firmware as C++ sees it: what every file is written from. */
export interface FirmwareView {
  readonly name: string;
  /** C++ namespace around all of it. */
  readonly namespace: string | undefined;
  readonly inputs: readonly CArray[];
  readonly outputs: readonly CArray[];
  readonly typedefs: readonly Typedef[];
  /** Bits of the widest of them. */
  readonly widest: number;
  readonly literals: readonly Literal[];
  readonly layers: readonly Layer[];
  /** Outputs that are no layer's own array: source and port. */
  readonly copies: readonly { readonly from: CArray; readonly to: CArray }[];
  /** Copies for the second and further readers of an array, by that array; only where the layers are processes. */
  readonly clones: ReadonlyMap<CArray, readonly Clone[]>;
}

export function firmwareView(graph: Graph, name: string, namespace?: string): FirmwareView {
  const scope = createScope(graph, [name, ...(namespace === undefined ? [] : [namespace])]);
  const inputs = graph.inputs.map((port, i) => {
    const { elem, shape } = must(graph.types.get(port.value), port.name);
    const type = scope.define(i === 0 ? "input_t" : `input${i + 1}_t`, apFixed(elem));
    return scope.bind(port.value, { name: scope.portName(port), type, size: sizeOf(shape) });
  });
  const owners = outputOwners(graph);
  const layers = graph.nodes.map((node, i) => layerView(graph, scope, node, graph.inputs.length + i + 1, owners));
  const copies: { from: CArray; to: CArray }[] = [];
  const outputs = graph.outputs.map((port, i) => {
    const from = scope.read(port.value, { operand: "output", number: i + 1, about: `output ${port.name}` });
    if (owners.get(port.value) === port) return from;
    const to = { ...from, name: scope.portName(port) };
    copies.push({ from, to });
    return to;
  });
  const widest = Math.max(1, ...Array.from(graph.types.values(), ({ elem }) => elem.width));
  const arrays = { inputs, outputs, typedefs: scope.typedefs, literals: scope.literals() };
  const whole = { name, namespace, widest, ...arrays, layers, copies };
  if (!isDataflow(layers)) return { ...whole, clones: new Map() };
  return { ...whole, ...separateReaders(whole, [...inputs, ...layers.map(({ out }) => out)], scope.fresh) };
}

function layerView(graph: Graph, scope: Scope, node: Node, number: number, owners: ReadonlyMap<ValueId, Port>): Layer {
  const call = hlsCall(graph, node);
  const exact = must(graph.types.get(node.output), `type of ${node.output}`);
  const owner = owners.get(node.output);
  const isResult = owner !== undefined && graph.outputs.length === 1;
  const type = scope.define(isResult ? "result_t" : `layer${number}_t`, node.result ?? apFixed(exact.elem));
  const name = owner === undefined ? scope.fresh(`layer${number}_out`) : scope.portName(owner);
  const out = scope.bind(node.output, { name, type, size: sizeOf(exact.shape) });
  const about = originText(node.origin);
  const operands = call.arguments.map((argument) => {
    if (argument === "out") return { operand: "out", array: out };
    const operand = operandName(must(opOf(node.kind), node.kind).operands, argument);
    const id = must(node.inputs[argument], `operand ${argument} of ${node.kind}`);
    return { operand, array: scope.read(id, { operand, number, about: `${operand} of ${about}` }) };
  });
  const tables = call.tables.map((table) => ({
    operand: table.name,
    array: scope.constant(table.tensor, { operand: table.name, number, about: `${table.name} of ${about}` }),
  }));
  const parameters = [...operands.slice(call.arguments.indexOf("out") + 1), ...tables];
  return {
    node,
    number,
    call,
    out,
    args: [...operands, ...tables].map(({ array }) => array),
    config: scope.fresh(`config${number}`),
    elements: parameters.map(({ operand, array }) => ({ name: `${operand}_t`, type: array.type })),
  };
}

function hlsCall(graph: Graph, node: Node): HlsCall {
  const typeOf = (id: ValueId) => must(graph.types.get(id), `type of ${id}`);
  const exact = exactType(node, typeOf, opOf);
  return must(opOf(node.kind), node.kind).hls({
    attrs: node.attrs,
    ins: node.inputs.map(typeOf),
    constants: node.inputs.map((id) => graph.constants.get(id)),
    exact,
    result: node.result ?? apFixed(exact.elem),
  });
}

/** Ports that their layer writes directly: computed values that nothing else reads. Other outputs are copies. */
function outputOwners(graph: Graph): Map<ValueId, Port> {
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  const computed = new Set(graph.nodes.map((node) => node.output));
  const owners = new Map<ValueId, Port>();
  for (const port of graph.outputs)
    if (computed.has(port.value) && !read.has(port.value) && !owners.has(port.value)) owners.set(port.value, port);
  return owners;
}

/** Name of the operand at a position, without the marks of optional and repeated ones. */
function operandName(operands: readonly string[], position: number): string {
  return (operands[Math.min(position, operands.length - 1)] ?? "x").replace(/^\.\.\.|\?$/g, "");
}

export function originText({ nodes, opType }: Origin): string {
  return `${nodes.join(", ")} (${opType})`;
}
