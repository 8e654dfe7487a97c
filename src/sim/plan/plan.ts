import { exactType } from "../../ir/build.js";
import { castTensor } from "../../ir/cast.js";
import { evaluate } from "../../ir/evaluate.js";
import type { Graph, Node } from "../../ir/graph.js";
import { bounds, type IntTensor } from "../../ir/tensor.js";
import { opOf } from "../../ops/registry.js";
import { must } from "../../support/errors.js";
import type { SimulatorOptions } from "../block.js";
import type { Plan } from "../step.js";
import { type Counters, createCounters } from "./counters.js";
import { foldHead } from "./fold.js";
import { mapHead } from "./map.js";
import { matrixHead } from "./matrix.js";
import { planMove } from "./move.js";
import type { Part } from "./part.js";
import { createPlanning, type Planning } from "./planning.js";
import { pointwise } from "./pointwise.js";
import { planProducts } from "./products.js";
import { createRows } from "./rows.js";
import { sliceSteps } from "./slices.js";
import { storageOf } from "./storage.js";

/**
 * Plans how a graph is simulated with events in vector lanes: what becomes a program over all elements, a product of
 * matrices or a move of rows, and what is left to the reference evaluator.
 */
export function planGraph(graph: Graph, { stats = false, trace = [] }: SimulatorOptions = {}): Plan {
  const rows = createRows();
  const counters = createCounters(stats);
  const planning = createPlanning(graph, rows, trace);
  const { allocate, constants, join, typeOf, viewOf, views } = planning;
  for (const { value } of graph.inputs) {
    const view = allocate(typeOf(value));
    if (view !== undefined) views.set(value, view);
  }
  for (const node of graph.nodes) {
    const part = partOf(node, planning, counters);
    if (part.constants.every((constant) => constant !== undefined)) constants.set(node.output, fixedValue(part));
    else if (!join(node, pointwise(part)) && !planAlone(planning, part, counters)) planReference(planning, part);
  }
  const looked = [...graph.outputs.map(({ value }) => value), ...trace];
  for (const id of looked) viewOf(id);
  // Values that nothing reads are computed all the same: their overflows count.
  planning.closeAll();
  const steps = sliceSteps(
    planning.steps.map((step) => must(step, "planned step")),
    rows,
  );
  const kept = { fromStart: graph.inputs.map(({ value }) => value), toEnd: looked };
  return { buffers: rows.finish(steps, views, kept), views, constants, steps, counters: counters.finish() };
}

function partOf(node: Node, { constants, typeOf }: Planning, counters: Counters): Part {
  const op = must(opOf(node.kind), `op ${node.kind}`);
  const ins = node.inputs.map((id) => constants.get(id)?.type ?? typeOf(id));
  const exact = exactType(node, typeOf, opOf);
  return {
    node,
    definition: op.define(node.attrs, ins, exact),
    ins,
    constants: node.inputs.map((id) => constants.get(id)),
    exact,
    type: typeOf(node.output),
    ...counters.of(node),
  };
}

/** The value of a node that reads constants only; it has the same overflows in every event. */
function fixedValue({ node, constants, exact, inner, result }: Part): IntTensor {
  const op = must(opOf(node.kind), `op ${node.kind}`);
  const ins = constants.map((tensor) => must(tensor, "constant"));
  const value = evaluate(op, node.attrs, ins, exact, inner);
  return node.result === undefined ? value : castTensor(value, node.result, result);
}

/** A step for the node itself; false where no lanes hold what it computes. */
function planAlone(planning: Planning, part: Part, { numberOf }: Counters): boolean {
  const { definition, node } = part;
  if (definition.form === "gather") return planMove(planning, part, numberOf);
  const sources = node.inputs.map((id, i) => (part.constants[i] === undefined ? planning.viewOf(id) : undefined));
  if (definition.form === "map") return planning.begin(node, mapHead(part, definition, sources, numberOf));
  const [x] = sources;
  if (x === undefined) return false;
  const products = planProducts(definition, must(part.ins[0], "operand"), part.inner !== undefined);
  const matrix = products && matrixHead(part, definition, products, x, numberOf);
  return (
    (matrix !== undefined && planning.begin(node, matrix)) ||
    planning.begin(node, foldHead(part, definition, x, numberOf))
  );
}

function planReference({ allocate, steps, viewOf, views }: Planning, part: Part): void {
  const { node } = part;
  node.inputs.forEach(viewOf);
  const write = allocate(part.type);
  if (write !== undefined) views.set(node.output, write);
  const wide = [...part.ins, part.type].some(({ range }) => storageOf(bounds(range)) === undefined);
  const why = `${wide ? "values" : "intermediates"} need more than 64 bits`;
  steps.push({ kind: "reference", nodes: [node], why, write });
}
