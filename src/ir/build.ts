import { InternalError, must } from "../support/errors.js";
import { castType } from "./cast.js";
import type { Graph, Node, Origin, Port, ValueId } from "./graph.js";
import type { OpDef } from "./op.js";
import type { IntTensor, TensorType } from "./tensor.js";

/** Where a builder finds the record of a kind (the registry; ops themselves can't see it). */
export type OpLookup = (kind: string) => OpDef<string, unknown> | undefined;

/** Grows a graph node by node; each node's type is inferred when it is added. */
export interface GraphBuilder {
  readonly addInput: (name: string, type: TensorType, shape: readonly number[]) => ValueId;
  readonly addConstant: (name: string, tensor: IntTensor) => ValueId;
  readonly addNode: (node: Omit<Node, "output">) => ValueId;
  readonly typeOf: (id: ValueId) => TensorType;
  readonly constantOf: (id: ValueId) => IntTensor | undefined;
  readonly addOutput: (port: Port) => void;
  readonly finish: (name: string) => Graph;
}

export function createBuilder(ops: OpLookup): GraphBuilder {
  const types = new Map<ValueId, TensorType>();
  const constants = new Map<ValueId, IntTensor>();
  const nodes: Node[] = [];
  const inputs: Port[] = [];
  const outputs: Port[] = [];
  let next = 0;
  const typeOf = (id: ValueId): TensorType => must(types.get(id), `type of ${id}`);
  const fresh = (): ValueId => `%${next++}`;
  return {
    typeOf,
    constantOf: (id) => constants.get(id),
    addInput: (name, type, shape) => {
      const value = fresh();
      types.set(value, type);
      inputs.push({ name, value, shape });
      return value;
    },
    addConstant: (name, tensor) => {
      let id = `@${name}`;
      for (let copy = 2; types.has(id); copy++) id = `@${name}.${copy}`;
      constants.set(id, tensor);
      types.set(id, tensor.type);
      return id;
    },
    addNode: (node) => {
      const output = fresh();
      types.set(output, nodeType(node, typeOf, ops));
      nodes.push({ ...node, output });
      return output;
    },
    addOutput: (port) => outputs.push(port),
    finish: (name) => ({ name, inputs, outputs, nodes, constants, types }),
  };
}

/** Type of a node's output: what `infer` says, after the result is assigned. */
export function nodeType(node: Omit<Node, "output">, typeOf: (id: ValueId) => TensorType, ops: OpLookup): TensorType {
  const exact = exactType(node, typeOf, ops);
  return node.result === undefined ? exact : castType(exact, node.result);
}

/** Type of a node's value before the result is assigned. */
export function exactType(node: Omit<Node, "output">, typeOf: (id: ValueId) => TensorType, ops: OpLookup): TensorType {
  const op = ops(node.kind);
  if (op === undefined) throw new InternalError(`no op of kind '${node.kind}'`);
  return op.infer(node.attrs, node.inputs.map(typeOf));
}

export function origin(opType: string, ...nodes: string[]): Origin {
  return { nodes, opType };
}
