import { createBuilder, type GraphBuilder } from "../ir/build.js";
import type { Node, ValueId } from "../ir/graph.js";
import { elementAt, eventsOf, fullRange, type IntTensor } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { interpret } from "../sim/interpreter.js";
import { must } from "../support/errors.js";
import type { Case } from "./batch.js";
import { inputTensor } from "./events.js";

/** Whether a case still shows the defect. */
export type Fails = (candidate: Case) => Promise<boolean>;

/**
 * The smallest case found that still fails: every stretch of the graph on its own, shortest first and fed with the
 * values that it saw, then the whole up to each node; then events, halved until the failure goes.
 */
export async function minimize(original: Case, fails: Fails): Promise<Case> {
  return fewerEvents(await fewerNodes(original, fails), fails);
}

async function fewerNodes(original: Case, fails: Fails): Promise<Case> {
  const { nodes } = original.graph;
  for (let length = 1; length < nodes.length; length++) {
    for (let start = 0; start + length <= nodes.length; start++) {
      const candidate = stretch(original, nodes.slice(start, start + length));
      if (await fails(candidate)) return candidate;
    }
  }
  return original;
}

async function fewerEvents(found: Case, fails: Fails): Promise<Case> {
  let current = found;
  for (let events = eventsOf(current.inputs); events > 1; events = eventsOf(current.inputs)) {
    const half = Math.ceil(events / 2);
    const halves = [slice(current, 0, half), slice(current, half, events)];
    const smaller = await firstFailing(halves, fails);
    if (smaller === undefined) return current;
    current = smaller;
  }
  return current;
}

async function firstFailing(candidates: readonly Case[], fails: Fails): Promise<Case | undefined> {
  for (const candidate of candidates) if (await fails(candidate)) return candidate;
  return undefined;
}

function slice({ graph, inputs }: Case, from: number, to: number): Case {
  const events = to - from;
  return {
    graph,
    inputs: inputs.map((tensor) => inputTensor(tensor.type, events, (event, i) => elementAt(tensor, from + event, i))),
  };
}

/** Some nodes of a graph as a graph of their own: what they read from outside becomes inputs of the full type. */
function stretch({ graph, inputs }: Case, nodes: readonly Node[]): Case {
  const { trace } = interpret(graph, inputs, { trace: true });
  const builder = createBuilder(opOf);
  const events = eventsOf(inputs);
  const values = new Map<ValueId, ValueId>();
  const fed: IntTensor[] = [];
  const outside = (id: ValueId): ValueId => {
    const tensor = must(graph.constants.get(id) ?? trace.get(id), id);
    if (graph.constants.has(id)) return builder.addConstant(id.slice(1), tensor);
    const { shape, elem } = tensor.type;
    const type = fullRange(shape, elem);
    fed.push(inputTensor(type, events, (event, i) => elementAt(tensor, event, i)));
    return builder.addInput("x", type, shape);
  };
  for (const node of nodes) {
    const operands = node.inputs.map((id) => {
      const value = values.get(id) ?? outside(id);
      values.set(id, value);
      return value;
    });
    values.set(node.output, builder.addNode({ ...node, inputs: operands }));
  }
  const read = new Set(nodes.flatMap((node) => node.inputs));
  for (const { output } of nodes) if (!read.has(output)) addOutput(builder, must(values.get(output), output));
  return { graph: builder.finish(`${graph.name}_minimized`), inputs: fed };
}

function addOutput(builder: GraphBuilder, value: ValueId): void {
  builder.addOutput({ name: `y${value.slice(1)}`, value, shape: builder.typeOf(value).shape });
}
