import { type InputFaults, noFaults } from "../../fixed/from-values.js";
import type { ApFixed } from "../../fixed/types.js";
import type { Graph, ValueId } from "../../ir/graph.js";
import { fullRange, type IntTensor, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import type { BlockReport, BlockRequest, BlockSimulator, SimulatorOptions } from "../block.js";
import { evaluateNode } from "../evaluate-node.js";
import { addStats, type NodeStats } from "../node-stats.js";
import { planGraph } from "../plan/plan.js";
import type { Plan } from "../step.js";
import type { Layout } from "./layout.js";
import { compilePlan, type Segment } from "./module.js";
import { emitPorts, type InputPlan, type Machine, type OutputPlan, readInput, writeOutput } from "./ports.js";
import { createRowAccess } from "./rows.js";

/** Events of a block: enough that the code around the vectors does not count, few enough that rows stay in the cache. */
const BLOCK_EVENTS = 64;
/** Bytes of an element in an array of values, at most. */
const PORT_BYTES = 8;
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
  return createPlanSimulator(graph, types, planGraph(graph, options), options.trace);
}

/** The same for a plan that was made of something else than the graph's nodes, of which only ports and types are used. */
export function createPlanSimulator(
  graph: Graph,
  types: readonly ApFixed[],
  plan: Plan,
  trace: readonly ValueId[] = [],
): BlockSimulator {
  const program = instantiate(graph, types, plan, trace);
  return { run: (request) => runBlocks(program, request) };
}

/** A compiled graph with its memory. */
interface Program {
  readonly graph: Graph;
  readonly plan: Plan;
  readonly machine: Machine;
  readonly inputs: readonly InputPlan[];
  readonly outputs: readonly (OutputPlan & { readonly id: ValueId })[];
  readonly segments: readonly Segment[];
  readonly wantsStats: boolean;
}

function instantiate(graph: Graph, types: readonly ApFixed[], plan: Plan, trace: readonly ValueId[]): Program {
  let inputs: Program["inputs"] = [];
  let outputs: Program["outputs"] = [];
  const compiled = compilePlan(plan, blockEvents(plan), (module, layout) => {
    inputs = planInputs(graph, types, plan, layout);
    outputs = planOutputs(graph, plan, layout, trace);
    emitPorts(module, layout, inputs, outputs);
  });
  const { data, layout, pages, segments } = compiled;
  const memory = new WebAssembly.Memory({ initial: pages });
  for (const { address, bytes } of data) new Uint8Array(memory.buffer).set(bytes, address);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(compiled.bytes), { env: { memory } });
  const rows = createRowAccess(memory.buffer, layout);
  const machine = { memory: memory.buffer, layout, exported: instance.exports, rows };
  return { graph, plan, machine, inputs, outputs, segments, wantsStats: plan.counters.length > 0 };
}

function planInputs(graph: Graph, types: readonly ApFixed[], { views }: Plan, layout: Layout): readonly InputPlan[] {
  return graph.inputs.map(({ value, name }, i) => {
    const size = sizeOf(must(graph.types.get(value), `type of ${name}`).shape);
    const source = layout.data.scratch(size * layout.events * PORT_BYTES);
    return { type: must(types[i], `type of ${name}`), size, view: views.get(value), source, name: `input${i}` };
  });
}

function planOutputs(graph: Graph, { views }: Plan, layout: Layout, trace: readonly ValueId[]): Program["outputs"] {
  return [...graph.outputs.map(({ value }) => value), ...trace].map((id, i) => {
    const type = must(graph.types.get(id), `type of ${id}`);
    const target = layout.data.scratch(sizeOf(type.shape) * layout.events * PORT_BYTES);
    return { id, type, view: views.get(id), target, name: `output${i}` };
  });
}

function blockEvents({ buffers }: Plan): number {
  const bytes = buffers.reduce((sum, { rows, storage }) => sum + (rows * storage.bits * BLOCK_EVENTS) / 8, 0);
  return bytes > LARGE.bytes ? LARGE.events : BLOCK_EVENTS;
}

function runBlocks(program: Program, request: BlockRequest): BlockReport {
  const { machine, outputs, plan, wantsStats } = program;
  const faults = program.inputs.map(noFaults);
  const rounded = outputs.map(() => 0);
  const counters = new BigInt64Array(machine.memory, machine.layout.counters, plan.counters.length);
  counters.fill(0n);
  let evaluated: readonly NodeStats[] = [];
  for (let start = 0; start < request.events; start += machine.layout.events) {
    const events = Math.min(machine.layout.events, request.events - start);
    const run = runBlock(program, request, start, events, faults);
    outputs.forEach((output, i) => {
      const size = sizeOf(output.type.shape);
      const out = must(request.outputs[i], "output").subarray(start * size, (start + events) * size);
      rounded[i] = (rounded[i] ?? 0) + writeOutput(machine, output, out, events, run.kept.get(output.id));
    });
    evaluated = addStats(run.evaluated, evaluated);
  }
  const inputs = faults.map(({ invalid, outside }) => ({ invalid: invalid.count, outside: outside.count }));
  return { inputs, rounded, stats: wantsStats ? statsOf(program, counters, evaluated, request.events) : [] };
}

function runBlock(
  { segments, graph, inputs, machine, plan, wantsStats }: Program,
  request: BlockRequest,
  start: number,
  events: number,
  faults: readonly InputFaults[],
): { readonly kept: ReadonlyMap<ValueId, IntTensor>; readonly evaluated: readonly NodeStats[] } {
  const kept = new Map<ValueId, IntTensor>(plan.constants);
  inputs.forEach((input, i) => {
    const data = must(request.inputs[i], "input").subarray(start * input.size, (start + events) * input.size);
    const port = must(graph.inputs[i], "input");
    const mantissas = readInput(machine, input, data, request.raw, must(faults[i], "faults"));
    if (mantissas !== undefined)
      kept.set(port.value, { type: fullRange(port.shape, input.type), events, data: mantissas });
  });
  if (wantsStats) markEvents(machine, events);
  const valueOf = (id: ValueId): IntTensor => {
    const view = plan.views.get(id);
    return (
      kept.get(id) ?? machine.rows.read(must(view, `rows of ${id}`), must(graph.types.get(id), `type of ${id}`), events)
    );
  };
  const evaluated: NodeStats[] = [];
  for (const segment of segments) {
    if (segment.kind === "compiled") must(machine.exported[segment.name], segment.name)();
    else {
      const node = must(segment.nodes[0], "node");
      const { value, stats } = evaluateNode(graph, node, valueOf);
      if (segment.write === undefined) kept.set(node.output, value);
      else machine.rows.write(segment.write, value.data, events);
      evaluated.push(stats);
    }
  }
  return { kept, evaluated };
}

/** Says which events of the block count. */
function markEvents({ memory, layout }: Machine, events: number): void {
  new Int8Array(memory, layout.mask, layout.events).fill(-1, 0, events).fill(0, events);
}

function statsOf(
  { graph, plan }: Program,
  counters: BigInt64Array,
  evaluated: readonly NodeStats[],
  events: number,
): readonly NodeStats[] {
  return graph.nodes.map((node) => {
    const known = evaluated.find((stats) => stats.node === node);
    if (known !== undefined) return known;
    const count = (of: "result" | "inner"): number =>
      plan.counters.reduce(
        (sum, counter, i) =>
          counter.node === node && counter.of === of ? sum + Number(counters[i]) + counter.perEvent * events : sum,
        0,
      );
    return { node, resultOverflows: count("result"), innerOverflows: count("inner") };
  });
}
