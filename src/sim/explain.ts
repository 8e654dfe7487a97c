import type { Graph, Node } from "../ir/graph.js";
import { assertNever } from "../support/errors.js";
import type { Plan, Step } from "./step.js";

/** How one node is simulated. */
export interface KernelRow {
  readonly node: Node;
  /** For example "matrix, truncated, i32x4"; nodes that share a step share it. */
  readonly path: string;
  readonly why: string;
}

/** The path of every node of a graph through its plan, in the graph's order. */
export function explainKernels(graph: Graph, plan: Plan): readonly KernelRow[] {
  return graph.nodes.map((node) => {
    const step = plan.steps.find(({ nodes }) => nodes.includes(node));
    if (step !== undefined) return { node, path: pathOf(step), why: whyOf(step, node) };
    if (plan.constants.has(node.output)) return { node, path: "constant", why: "no input of the model reaches it" };
    return { node, path: "view", why: "elements only move: later nodes read them where they are" };
  });
}

function pathOf(step: Step): string {
  switch (step.kind) {
    case "map":
    case "fold":
      return `${step.kind}, ${vectorOf(step.lanes)}`;
    case "matrix":
      return `matrix, ${step.mode}, i32x4.dot_i16x8${step.lanes === 32 ? "" : `, then ${vectorOf(step.lanes)}`}`;
    case "reference":
      return "reference evaluator";
    default:
      return assertNever(step, "step");
  }
}

function whyOf(step: Step, node: Node): string {
  const [first] = step.nodes;
  return first === node || first === undefined
    ? step.why
    : `follows ${first.origin.nodes.join(", ")} element by element`;
}

function vectorOf(lanes: 16 | 32 | 64): string {
  return `i${lanes}x${128 / lanes}`;
}
