import { type ApFixed, apFixed } from "../../fixed/types.js";
import type { Graph } from "../../ir/graph.js";
import { must } from "../../support/errors.js";
import type { BlockSimulator, SimulatorOptions } from "../block.js";
import { createBlockSimulator, type Machine, type Program } from "../block-driver.js";
import { planGraph } from "../plan/plan.js";
import { planProgram, type ScalarProgram } from "../plan/program.js";
import type { Plan } from "../step.js";
import { compilePlan } from "./compile-plan.js";
import { emitPorts, type Ports, readBlock, writeBlock } from "./ports.js";
import { runAhead } from "./run-ahead.js";
import { createMemory, instantiate } from "./runtime.js";

/** Events of a block: enough that the code around the vectors does not count, few enough that rows stay in the cache. */
const BLOCK_EVENTS = 64;
/** Events of a block of a model whose rows would be larger than this, in bytes. */
const LARGE = { bytes: 2 ** 24, events: 16 };

/**
 * Compiles a graph to WebAssembly in this process and runs it with events side by side in vector lanes. `types` are
 * those of the graph's inputs, modes included.
 */
export function createWasmSimulator(
  graph: Graph,
  types: readonly ApFixed[],
  options: SimulatorOptions = {},
): BlockSimulator {
  return simulatorOf({ graph, types, plan: planGraph(graph, options), trace: options.trace ?? [] });
}

/** The same for a scalar program: one input `x` [inputs], one output `y` [outputs]. */
export function createProgramSimulator(program: ScalarProgram): BlockSimulator {
  const { graph, type, plan } = planProgram(program);
  return simulatorOf({ graph, types: [apFixed(type)], plan, trace: [] });
}

function simulatorOf(program: Program): BlockSimulator {
  return createBlockSimulator(program, createMachine(program));
}

function createMachine(program: Program): Machine {
  let ports: Ports = { inputs: [], outputs: [], blocks: 1 };
  const { data, layout, pages, ...plan } = compilePlan(program.plan, blockEvents(program.plan), (module, layout) => {
    ports = emitPorts(module, layout, program);
  });
  const imported = createMemory(pages);
  const memory = imported.buffer;
  for (const { address, bytes } of data) new Uint8Array(memory).set(bytes, address);
  const exported = instantiate(plan.bytes, imported);
  const compiled = { memory, layout, ports, exported };
  const segments = plan.segments.map((segment) =>
    segment.kind === "reference"
      ? segment
      : { kind: segment.kind, run: () => void must(exported[segment.name], segment.name)() },
  );
  const [first] = segments;
  const alone = segments.length === 1 && first?.kind === "compiled" ? first.run : undefined;
  return {
    memory,
    layout,
    segments,
    read: (i, values) => readBlock(compiled, must(ports.inputs[i], "input"), values),
    write: (i, out) => writeBlock(compiled, must(ports.outputs[i], "output"), out),
    ...(alone && { runAhead: (request, progress) => runAhead(compiled, alone, request, progress) }),
  };
}

function blockEvents({ buffers }: Plan): number {
  const bytes = buffers.reduce((sum, { rows, storage }) => sum + (rows * storage.bits * BLOCK_EVENTS) / 8, 0);
  return bytes > LARGE.bytes ? LARGE.events : BLOCK_EVENTS;
}
