import type { Graph, Node, ValueId } from "../../ir/graph.js";
import { bounds, type IntTensor, sizeOf, type TensorType } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import type { Step, View } from "../step.js";
import type { Pointwise } from "./pointwise.js";
import type { Rows } from "./rows.js";
import { storageOf } from "./storage.js";
import type { Head, Pending } from "./tail.js";

/** A step whose value no other step has asked for: nodes that only follow it may still join. */
interface Open {
  readonly head: Head;
  readonly tail: readonly Pointwise[];
  readonly pending: Pending;
  readonly position: number;
  readonly type: TensorType;
}

/** A plan while it grows. */
export interface Planning {
  readonly typeOf: (id: ValueId) => TensorType;
  readonly views: Map<ValueId, View>;
  readonly constants: Map<ValueId, IntTensor>;
  /** Undefined where a step is open. */
  readonly steps: (Step | undefined)[];
  /** New rows for a value of a type; undefined where 64 bits do not hold it. */
  readonly allocate: (type: TensorType) => View | undefined;
  /** Rows of a value that is read; its step takes no more nodes. */
  readonly viewOf: (id: ValueId) => View | undefined;
  /** Opens a step for a node; false where no lanes are wide enough. */
  readonly begin: (node: Node, head: Head) => boolean;
  /** Lets a node join the step of its operand, where it follows that element by element and nobody else reads it. */
  readonly join: (node: Node, next: Pointwise | undefined) => boolean;
  readonly closeAll: () => void;
}

export function createPlanning(graph: Graph, rows: Rows, trace: readonly ValueId[]): Planning {
  const views = new Map<ValueId, View>();
  const steps: (Step | undefined)[] = [];
  const open = new Map<ValueId, Open>();
  const shared = sharedValues(graph, trace);
  const typeOf = (id: ValueId): TensorType => must(graph.types.get(id), `type of ${id}`);
  const allocate = (type: TensorType): View | undefined => {
    const storage = storageOf(bounds(type.range));
    return storage && rows.allocate(storage, sizeOf(type.shape));
  };
  const viewOf = (id: ValueId): View | undefined => {
    const step = open.get(id);
    if (step === undefined) return views.get(id);
    open.delete(id);
    const view = must(allocate(step.type), "rows of a planned value");
    steps[step.position] = step.pending(view);
    views.set(id, view);
    return view;
  };
  const begin = (node: Node, head: Head): boolean => {
    const pending = head.build([]);
    if (pending === undefined) return false;
    open.set(node.output, { head, tail: [], pending, position: steps.push(undefined) - 1, type: typeOf(node.output) });
    return true;
  };
  const join = (node: Node, next: Pointwise | undefined): boolean => {
    const before = next && must(node.inputs[next.operand], "operand");
    const step = before === undefined || shared.has(before) ? undefined : open.get(before);
    if (next === undefined || before === undefined || step === undefined) return false;
    const tail = [...step.tail, next];
    const pending = step.head.build(tail);
    if (pending === undefined) return false;
    open.delete(before);
    open.set(node.output, { ...step, tail, pending, type: typeOf(node.output) });
    return true;
  };
  const closeAll = (): void => {
    for (const id of open.keys()) viewOf(id);
  };
  return { typeOf, views, constants: new Map(graph.constants), steps, allocate, viewOf, begin, join, closeAll };
}

/** Values that more than one node reads, or that are looked at from outside. */
function sharedValues(graph: Graph, trace: readonly ValueId[]): ReadonlySet<ValueId> {
  const seen = new Set<ValueId>([...graph.inputs, ...graph.outputs].map(({ value }) => value).concat(trace));
  const shared = new Set(seen);
  for (const id of graph.nodes.flatMap(({ inputs }) => inputs)) {
    if (seen.has(id)) shared.add(id);
    seen.add(id);
  }
  return shared;
}
