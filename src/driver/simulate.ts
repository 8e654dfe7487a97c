import { NUMBER_BITS } from "../fixed/arith.js";
import type { Graph, Port } from "../ir/graph.js";
import { elementAt, type IntTensor, sizeOf, type TensorType } from "../ir/tensor.js";
import { interpret, type NodeStats } from "../sim/interpreter.js";
import { must } from "../support/errors.js";
import { eventBlocks } from "../verify/blocks.js";

export interface Simulation {
  /** Tensors of the graph's outputs, in the order of `graph.outputs`, all events. */
  readonly outputs: readonly IntTensor[];
  /** Overflows of each node over all events. */
  readonly stats: readonly NodeStats[];
}

/**
 * Bit-exact values of all events, block by block, so that memory is bounded by inputs and outputs.
 * `inputs` are in the order of `graph.inputs` and of one length; `onBlock` hears how many events are done.
 */
export function simulate(graph: Graph, inputs: readonly IntTensor[], onBlock?: (done: number) => void): Simulation {
  const events = inputs[0]?.events ?? 1;
  const outputs = graph.outputs.map((port) => emptyTensor(typeOf(graph, port), events));
  let stats: readonly NodeStats[] = [];
  for (const block of eventBlocks(graph, inputs)) {
    const run = interpret(graph, block.inputs);
    run.outputs.forEach((part, i) => put(must(outputs[i], "output"), part, block.start, block.events));
    stats = run.stats.map((node, i) => addStats(node, stats[i]));
    onBlock?.(block.start + block.events);
  }
  return { outputs, stats };
}

function typeOf(graph: Graph, port: Port): TensorType {
  return must(graph.types.get(port.value), `type of ${port.name}`);
}

function emptyTensor(type: TensorType, events: number): IntTensor {
  const length = events * sizeOf(type.shape);
  const data = type.elem.width > NUMBER_BITS ? new Array<bigint>(length).fill(0n) : new Float64Array(length);
  return { type, events, data };
}

/** Copies a block's output to its place; an output that no input reaches has one event, which stands for all. */
function put(whole: IntTensor, part: IntTensor, start: number, events: number): void {
  const size = sizeOf(whole.type.shape);
  if (whole.data instanceof Float64Array && part.data instanceof Float64Array && part.events === events) {
    whole.data.set(part.data, start * size);
    return;
  }
  const target = whole.data as { [index: number]: number | bigint };
  const big = !(whole.data instanceof Float64Array);
  for (let event = 0; event < events; event++) {
    for (let i = 0; i < size; i++) {
      const mantissa = elementAt(part, event, i);
      target[(start + event) * size + i] = big ? mantissa : Number(mantissa);
    }
  }
}

function addStats(now: NodeStats, before: NodeStats | undefined): NodeStats {
  if (before === undefined) return now;
  return {
    node: now.node,
    resultOverflows: now.resultOverflows + before.resultOverflows,
    innerOverflows: now.innerOverflows + before.innerOverflows,
  };
}
