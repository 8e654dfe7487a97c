import { readFile } from "node:fs/promises";
import type { Reporter } from "../../diagnostics/reporter.js";
import type { ApFixed } from "../../fixed/types.js";
import type { Graph } from "../../ir/graph.js";
import type { BlockSimulator, SimulatorOptions } from "../../sim/block.js";
import { createBlockSimulator } from "../../sim/block-driver.js";
import { emitNative } from "../../sim/native/emit.js";
import { createNativeMachine } from "../../sim/native/machine.js";
import { planGraph } from "../../sim/plan/plan.js";
import { buildLibrary } from "./build.js";
import { loadLibrary } from "./library.js";

/**
 * Simulates a graph by a program for this very processor, which the machine's own C++ compiler makes; what it made is kept.
 * Undefined where there is no compiler or it fails (reported).
 */
export async function createNativeSimulator(
  graph: Graph,
  types: readonly ApFixed[],
  options: SimulatorOptions,
  reporter: Reporter,
): Promise<BlockSimulator | undefined> {
  const library = await buildNative(graph, types, options, reporter);
  return library === undefined ? undefined : loadNative(graph, types, options, library);
}

/** Path of the compiled program. */
export async function buildNative(
  graph: Graph,
  types: readonly ApFixed[],
  options: SimulatorOptions,
  reporter: Reporter,
): Promise<string | undefined> {
  const { source } = emitNative(programOf(graph, types, options));
  return buildLibrary(await completeSource(source), process.env, reporter);
}

/** A simulator of what `buildNative` made of the same arguments. */
export async function loadNative(
  graph: Graph,
  types: readonly ApFixed[],
  options: SimulatorOptions,
  library: string,
): Promise<BlockSimulator> {
  const program = programOf(graph, types, options);
  return createBlockSimulator(program, createNativeMachine(emitNative(program), await loadLibrary(library)));
}

function programOf(graph: Graph, types: readonly ApFixed[], options: SimulatorOptions) {
  return { graph, types, plan: planGraph(graph, options), trace: options.trace ?? [] };
}

/** What stands in front of a program, in order, and what stands behind it. */
const PARTS = ["lanes.h", "matrix.h", "floats.h", "entries.h"];

async function completeSource(program: string): Promise<string> {
  const [lanes, matrix, floats, entries] = await Promise.all(PARTS.map(template));
  return [lanes, matrix, floats, program, entries].join("\n");
}

function template(name: string): Promise<string> {
  return readFile(new URL(`../../../templates/native/${name}`, import.meta.url), "utf8");
}
