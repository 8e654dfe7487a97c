import type { Graph } from "../ir/graph.js";
import type { BlockSimulator, SimulatorOptions } from "../sim/block.js";
import { explainKernels, type KernelRow } from "../sim/explain.js";
import { planGraph } from "../sim/plan/plan.js";
import { createReferenceSimulator } from "../sim/reference.js";
import { createWasmSimulator } from "../sim/wasm/simulator.js";
import type { Compiled } from "./compile.js";
import type { EngineName, FileEngineName } from "./engine-names.js";

const CREATE: Readonly<Record<EngineName, typeof createReferenceSimulator>> = {
  wasm: createWasmSimulator,
  reference: createReferenceSimulator,
};

/** What is simulated: a compiled model, or these parts of one. */
export type SimulatedModel = Pick<Compiled, "graph" | "inputs">;

export function createEngine(
  engine: EngineName,
  { graph, inputs }: SimulatedModel,
  options: SimulatorOptions,
): BlockSimulator {
  const types = inputs.map(({ type }) => type);
  return CREATE[engine](graph, types, options);
}

/** Which path every node takes in an engine, and why. */
export function enginePaths(engine: FileEngineName, graph: Graph, options: SimulatorOptions): readonly KernelRow[] {
  if (engine !== "reference") return explainKernels(graph, planGraph(graph, options));
  return graph.nodes.map((node) => ({ node, path: "reference evaluator", why: "the engine was asked for" }));
}
