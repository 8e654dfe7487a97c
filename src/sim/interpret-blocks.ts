import { NUMBER_BITS } from "../fixed/arith.js";
import type { Graph, Port } from "../ir/graph.js";
import { elementAt, type IntTensor, sizeOf, type TensorType } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import { eventBlocks } from "./event-blocks.js";
import { interpret, type Run } from "./interpreter.js";
import type { NodeStats } from "./node-stats.js";
import { addStats } from "./node-stats.js";

/**
 * The reference interpreter on all events, block by block, so that memory is bounded by inputs and outputs. `inputs` are
 * in the order of `graph.inputs` and of one length.
 */
export function interpretBlocks(graph: Graph, inputs: readonly IntTensor[]): Omit<Run, "trace"> {
  const events = inputs[0]?.events ?? 1;
  const outputs = graph.outputs.map((port) => emptyTensor(typeOf(graph, port), events));
  let stats: readonly NodeStats[] = [];
  for (const block of eventBlocks(graph, inputs)) {
    const run = interpret(graph, block.inputs);
    run.outputs.forEach((part, i) => put(must(outputs[i], "output"), part, block.start, block.events));
    stats = addStats(run.stats, stats);
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
