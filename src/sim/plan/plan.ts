import type { OverflowCount } from "../../fixed/arith.js";
import { lowestHeld } from "../../fixed/cast.js";
import { fraction, maxMantissa } from "../../fixed/types.js";
import { exactType } from "../../ir/build.js";
import { castTensor } from "../../ir/cast.js";
import { evaluate } from "../../ir/evaluate.js";
import type { Graph, Node, ValueId } from "../../ir/graph.js";
import { bounds, type IntTensor, sizeOf, type TensorType } from "../../ir/tensor.js";
import { opOf } from "../../ops/registry.js";
import { must } from "../../support/errors.js";
import type { SimulatorOptions } from "../block.js";
import type { Counter, Plan, Step, View } from "../step.js";
import { foldHead } from "./fold.js";
import { mapHead, moveHead } from "./map.js";
import { matrixHead } from "./matrix.js";
import type { Part } from "./part.js";
import { type Pointwise, pointwise } from "./pointwise.js";
import { planProducts } from "./products.js";
import { createRows } from "./rows.js";
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

/**
 * Plans how a graph is simulated with events in vector lanes: what becomes a program over all elements, a product of
 * matrices or a move of rows, and what is left to the reference evaluator.
 */
export function planGraph(graph: Graph, { stats = false, trace = [] }: SimulatorOptions = {}): Plan {
  const rows = createRows();
  const views = new Map<ValueId, View>();
  const constants = new Map<ValueId, IntTensor>(graph.constants);
  const steps: (Step | undefined)[] = [];
  const open = new Map<ValueId, Open>();
  const counters = createCounters(stats);
  const { counterOf } = counters;
  const shared = sharedValues(graph, trace);
  const typeOf = (id: ValueId): TensorType => must(graph.types.get(id), `type of ${id}`);

  const allocate = (type: TensorType): View | undefined => {
    const storage = storageOf(bounds(type.range));
    return storage && rows.allocate(storage, sizeOf(type.shape));
  };
  /** Rows of a value that is read; its step takes no more nodes. */
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

  for (const { value } of graph.inputs) {
    const view = allocate(typeOf(value));
    if (view !== undefined) views.set(value, view);
  }
  for (const node of graph.nodes) {
    const part = partOf(node, typeOf, constants, counters.countersOf(node));
    if (part.constants.every((constant) => constant !== undefined)) constants.set(node.output, fixedValue(part));
    else if (!join(node, pointwise(part)) && !moveWhole(part) && !planAlone(part))
      steps.push({ kind: "reference", nodes: [node], why: whyNot(part), write: referenceRows(part) });
  }
  for (const { value } of graph.outputs) viewOf(value);
  for (const id of trace) viewOf(id);
  // Values that nothing reads are computed all the same: their overflows count.
  for (const id of [...open.keys()]) viewOf(id);

  /** A move that changes no mantissa is only another view of the same rows. */
  function moveWhole(part: Part): boolean {
    if (part.definition.form !== "gather" || !keepsMantissas(part)) return false;
    const { from, at } = part.definition.gathering;
    const sources = part.node.inputs.map(viewOf);
    const [first] = sources;
    if (first === undefined || sources.some((view) => !sameStorage(view, first))) return false;
    const parts = sources.map((view) => must(view, "rows"));
    const source = (k: number): View => must(parts[from[k] ?? 0], "operand");
    const all = Array.from({ length: at.length }, (_, k) => k);
    views.set(part.node.output, {
      storage: first.storage,
      buffer: Int32Array.from(all, (k) => source(k).buffer[at[k] ?? 0] ?? 0),
      row: Int32Array.from(all, (k) => source(k).row[at[k] ?? 0] ?? 0),
    });
    return true;
  }

  function planAlone(part: Part): boolean {
    const { definition, node } = part;
    const sources = node.inputs.map((id, i) => (part.constants[i] === undefined ? viewOf(id) : undefined));
    if (definition.form === "map") return begin(node, mapHead(part, definition, sources, counterOf));
    if (definition.form === "gather") return planMove(part, sources);
    const [x] = sources;
    if (x === undefined) return false;
    const products = planProducts(definition, must(part.ins[0], "operand"), stats);
    const matrix = products && matrixHead(part, definition, products, x, counterOf);
    return (matrix !== undefined && begin(node, matrix)) || begin(node, foldHead(part, definition, x, counterOf));
  }

  /** Elements from one operand are one step, which others may follow; from several, a step each. */
  function planMove(part: Part, sources: readonly (View | undefined)[]): boolean {
    if (part.definition.form !== "gather") return false;
    const { from, at } = part.definition.gathering;
    const heads = sources.flatMap((view, operand) => {
      const places = Array.from({ length: at.length }, (_, k) => k).filter((k) => (from[k] ?? 0) === operand);
      const moved = { at: places.map((k) => at[k] ?? 0), places };
      return places.length === 0 ? [] : [moveHead(part, operand, view, moved, counterOf)];
    });
    const [only] = heads;
    if (only !== undefined && heads.length === 1) return begin(part.node, only);
    const pending = heads.map((head) => head.build([]));
    const view = pending.every((step) => step !== undefined) ? allocate(part.type) : undefined;
    if (view === undefined) return false;
    views.set(part.node.output, view);
    for (const step of pending) steps.push(step?.(view));
    return true;
  }

  function referenceRows(part: Part): View | undefined {
    part.node.inputs.forEach(viewOf);
    const view = allocate(part.type);
    if (view !== undefined) views.set(part.node.output, view);
    return view;
  }

  const done = steps.map((step) => must(step, "planned step"));
  const kept = {
    fromStart: graph.inputs.map(({ value }) => value),
    toEnd: [...graph.outputs.map(({ value }) => value), ...trace],
  };
  return { buffers: rows.finish(done, views, kept), views, constants, steps: done, counters: counters.finish() };
}

function partOf(
  node: Node,
  typeOf: (id: ValueId) => TensorType,
  constants: ReadonlyMap<ValueId, IntTensor>,
  counts: { readonly inner: OverflowCount | undefined; readonly result: OverflowCount | undefined },
): Part {
  const op = must(opOf(node.kind), `op ${node.kind}`);
  const ins = node.inputs.map((id) => constants.get(id)?.type ?? typeOf(id));
  const exact = exactType(node, typeOf, opOf);
  const definition = op.define(node.attrs, ins, exact);
  return {
    node,
    definition,
    ins,
    constants: node.inputs.map((id) => constants.get(id)),
    exact,
    type: typeOf(node.output),
    ...counts,
  };
}

/** The value of a node that reads constants only; it has the same overflows in every event. */
function fixedValue({ node, constants, exact, inner, result }: Part): IntTensor {
  const op = must(opOf(node.kind), `op ${node.kind}`);
  const ins = constants.map((tensor) => must(tensor, "constant"));
  const value = evaluate(op, node.attrs, ins, exact, inner);
  return node.result === undefined ? value : castTensor(value, node.result, result);
}

function keepsMantissas({ node: { result }, exact, ins }: Part): boolean {
  const frac = fraction(exact.elem);
  if (ins.some(({ elem }) => fraction(elem) !== frac)) return false;
  if (result === undefined) return true;
  const { lo, hi } = bounds(exact.range);
  return fraction(result) === frac && lo >= lowestHeld(result) && hi <= maxMantissa(result);
}

function sameStorage(view: View | undefined, other: View): boolean {
  return view?.storage.bits === other.storage.bits && view.storage.signed === other.storage.signed;
}

function whyNot({ ins, type }: Part): string {
  const wide = [...ins, type].some(({ range }) => storageOf(bounds(range)) === undefined);
  return wide ? "values need more than 64 bits" : "intermediates need more than 64 bits";
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

/** Numbers of the counters that programs name, made as they are asked for. */
function createCounters(stats: boolean) {
  const counters: Omit<Counter, "perEvent">[] = [];
  const numbers = new Map<OverflowCount, number>();
  const count = (node: Node, of: Counter["of"]): OverflowCount | undefined => {
    if (!stats) return undefined;
    const made = { count: 0 };
    numbers.set(made, counters.push({ node, of }) - 1);
    return made;
  };
  return {
    finish: (): readonly Counter[] =>
      [...numbers].map(([{ count: perEvent }, number]) => ({ ...must(counters[number], "counter"), perEvent })),
    countersOf: (node: Node) => ({ inner: count(node, "inner"), result: count(node, "result") }),
    counterOf: (made: OverflowCount): number => must(numbers.get(made), "counter"),
  };
}
