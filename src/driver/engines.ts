import type { BlockSimulator, SimulatorOptions } from "../sim/block.js";
import { createReferenceSimulator } from "../sim/reference.js";
import { createWasmSimulator } from "../sim/wasm/simulator.js";
import type { Compiled } from "./compile.js";

const CREATE = { wasm: createWasmSimulator, reference: createReferenceSimulator } as const;

/** Ways to compute the same bits: as WebAssembly with events side by side, or by the reference interpreter. */
export type EngineName = keyof typeof CREATE;
export const ENGINES = Object.keys(CREATE) as readonly EngineName[];

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
