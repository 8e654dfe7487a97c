import { type InputFaults, mantissasFrom, noFaults } from "../fixed/from-values.js";
import { writeValues } from "../fixed/to-values.js";
import { type ApFixed, fraction } from "../fixed/types.js";
import type { Graph, ValueId } from "../ir/graph.js";
import { elementAt, fullRange, type IntTensor, sizeOf, type TensorType } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import type { BlockReport, BlockRequest, BlockSimulator, InputData, OutputData } from "./block.js";
import { evaluateNode } from "./evaluate-node.js";
import type { BlockLayout } from "./layout.js";
import { addStats, type NodeStats } from "./node-stats.js";
import { createRowAccess, type RowAccess } from "./row-access.js";
import type { Plan, ReferenceStep, View } from "./step.js";

/** What a block takes, in order: compiled steps, and what is left to `evaluate`. */
export type Segment = { readonly kind: "compiled"; readonly run: () => void } | ReferenceStep;

/** A compiled plan with its memory. */
export interface Machine {
  readonly memory: ArrayBuffer;
  readonly layout: BlockLayout;
  readonly segments: readonly Segment[];
  /**
   * Puts a block of values into the rows of an input; returns how many lie outside its type, or undefined where they have
   * to be converted one by one.
   */
  readonly read: (input: number, data: InputData, raw: boolean) => number | undefined;
  /** Writes a block's values of an output; returns how many were rounded, or undefined as `read` does. */
  readonly write: (output: number, out: OutputData) => number | undefined;
  /** Does as many blocks as it can without help; returns how many events those were. Adds to the progress's counts. */
  readonly runAhead?: (request: BlockRequest, progress: Progress) => number;
}

/** What is known of a request's events so far. */
export interface Progress {
  /** Events that are done. */
  start: number;
  readonly faults: readonly InputFaults[];
  readonly rounded: number[];
}

/** A graph's plan and what it is asked for. */
export interface Program {
  readonly graph: Graph;
  readonly plan: Plan;
  /** Of the graph's inputs, modes included. */
  readonly types: readonly ApFixed[];
  /** Values that are given as outputs too. */
  readonly trace: readonly ValueId[];
}

/** An input of the model; undefined rows where 64 bits do not hold it. */
export interface InputPort {
  readonly type: ApFixed;
  readonly size: number;
  readonly view: View | undefined;
}

/** A value that leaves. */
export interface OutputPort {
  readonly id: ValueId;
  readonly type: TensorType;
  readonly view: View | undefined;
}

export function inputPorts({ graph, plan, types }: Program): readonly InputPort[] {
  return graph.inputs.map(({ value, name, shape }, i) => {
    return { type: must(types[i], `type of ${name}`), size: sizeOf(shape), view: plan.views.get(value) };
  });
}

export function outputPorts({ graph, plan, trace }: Program): readonly OutputPort[] {
  return [...graph.outputs.map(({ value }) => value), ...trace].map((id) => {
    return { id, type: must(graph.types.get(id), `type of ${id}`), view: plan.views.get(id) };
  });
}

/** Runs a machine block by block, and does for it what it leaves to others. */
export function createBlockSimulator(program: Program, machine: Machine): BlockSimulator {
  const rows = createRowAccess(machine.memory, machine.layout);
  const ports = { inputs: inputPorts(program), outputs: outputPorts(program) };
  return { run: (request) => runBlocks({ ...program, ...ports, machine, rows }, request) };
}

interface Running extends Program {
  readonly machine: Machine;
  readonly rows: RowAccess;
  readonly inputs: readonly InputPort[];
  readonly outputs: readonly OutputPort[];
}

function runBlocks(running: Running, request: BlockRequest): BlockReport {
  const { inputs, machine, outputs, plan } = running;
  const progress: Progress = { start: 0, faults: inputs.map(noFaults), rounded: outputs.map(() => 0) };
  const counters = new BigInt64Array(machine.memory, machine.layout.counters, plan.counters.length);
  counters.fill(0n);
  let evaluated: readonly NodeStats[] = [];
  while (progress.start < request.events) {
    progress.start += machine.runAhead?.(request, progress) ?? 0;
    const events = Math.min(machine.layout.events, request.events - progress.start);
    if (events === 0) break;
    evaluated = addStats(runBlock(running, request, events, progress), evaluated);
    progress.start += events;
  }
  const faults = progress.faults.map(({ invalid, outside }) => ({ invalid: invalid.count, outside: outside.count }));
  const wantsStats = plan.counters.length > 0;
  const stats = wantsStats ? statsOf(running, counters, evaluated, request.events) : [];
  return { inputs: faults, rounded: progress.rounded, stats };
}

/** Returns what the nodes that are left to the reference evaluator counted. */
function runBlock(running: Running, request: BlockRequest, events: number, progress: Progress): readonly NodeStats[] {
  const { graph, inputs, machine, outputs, plan, rows } = running;
  const { start, faults, rounded } = progress;
  const kept = new Map<ValueId, IntTensor>(plan.constants);
  inputs.forEach((input, i) => {
    const data = must(request.inputs[i], "input").subarray(start * input.size, (start + events) * input.size);
    const port = must(graph.inputs[i], "input");
    const mantissas = readInput(running, i, data, request.raw, must(faults[i], "faults"));
    if (mantissas !== undefined)
      kept.set(port.value, { type: fullRange(port.shape, input.type), events, data: mantissas });
  });
  markEvents(machine, events);
  const valueOf = (id: ValueId): IntTensor => {
    const view = plan.views.get(id);
    return kept.get(id) ?? rows.read(must(view, `rows of ${id}`), must(graph.types.get(id), `type of ${id}`), events);
  };
  const evaluated: NodeStats[] = [];
  for (const segment of machine.segments) {
    if (segment.kind === "compiled") segment.run();
    else {
      const node = must(segment.nodes[0], "node");
      const { value, stats } = evaluateNode(graph, node, valueOf);
      if (segment.write === undefined) kept.set(node.output, value);
      else rows.write(segment.write, value.data, events);
      evaluated.push(stats);
    }
  }
  outputs.forEach(({ id, type }, i) => {
    const size = sizeOf(type.shape);
    const out = must(request.outputs[i], "output").subarray(start * size, (start + events) * size);
    const inexact = machine.write(i, out) ?? writeValues(spread(valueOf(id), events), fraction(type.elem), out);
    rounded[i] = (rounded[i] ?? 0) + inexact;
  });
  return evaluated;
}

/** Puts a block of values into rows; returns the mantissas where there are no rows for it. Adds to `faults`. */
function readInput(
  { inputs, machine, rows }: Running,
  input: number,
  data: InputData,
  raw: boolean,
  faults: InputFaults,
): IntTensor["data"] | undefined {
  const { size, type, view } = must(inputs[input], "input");
  const outside = machine.read(input, data, raw);
  if (outside !== undefined) {
    faults.outside.count += outside;
    return undefined;
  }
  const mantissas = mantissasFrom(data, type, raw, faults);
  if (view === undefined) return mantissas;
  rows.write(view, mantissas, data.length / size);
  return undefined;
}

/** Says which events of the block count. */
function markEvents({ memory, layout }: Machine, events: number): void {
  new Int8Array(memory, layout.mask, layout.events).fill(-1, 0, events).fill(0, events);
}

/** Mantissas of all events, also where one event stands for all. */
function spread(tensor: IntTensor, events: number): IntTensor["data"] {
  if (tensor.events === events) return tensor.data;
  const size = sizeOf(tensor.type.shape);
  return Array.from({ length: size * events }, (_, k) => elementAt(tensor, 0, k % size));
}

function statsOf(
  { graph, plan }: Running,
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
