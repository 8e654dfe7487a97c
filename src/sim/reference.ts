import { type InputFaults, mantissasFrom, noFaults } from "../fixed/from-values.js";
import { writeValues } from "../fixed/to-values.js";
import { type ApFixed, fraction } from "../fixed/types.js";
import type { Graph, ValueId } from "../ir/graph.js";
import { elementAt, fullRange, type IntTensor, sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import type { BlockReport, BlockRequest, BlockSimulator, OutputData, SimulatorOptions } from "./block.js";
import { type EventRange, eventRanges } from "./event-blocks.js";
import { interpret } from "./interpreter.js";
import type { NodeStats } from "./node-stats.js";
import { addStats } from "./node-stats.js";

/** The reference interpreter as a simulator of blocks; `types` are those of the graph's inputs, modes included. */
export function createReferenceSimulator(
  graph: Graph,
  types: readonly ApFixed[],
  { stats: wanted = false, trace = [] }: SimulatorOptions = {},
): BlockSimulator {
  const ids: readonly ValueId[] = [...graph.outputs.map(({ value }) => value), ...trace];
  const run = (request: BlockRequest): BlockReport => {
    const faults = types.map(noFaults);
    const rounded = ids.map(() => 0);
    let stats: readonly NodeStats[] = [];
    for (const range of eventRanges(graph, request.events)) {
      const inputs = inputTensors(graph, types, request, range, faults);
      const found = interpret(graph, inputs, { trace: trace.length > 0 });
      const values = [...found.outputs, ...trace.map((id) => must(found.trace.get(id), id))];
      values.forEach((value, i) => {
        rounded[i] = (rounded[i] ?? 0) + writeRange(value, range, must(request.outputs[i], "output"));
      });
      if (wanted) stats = addStats(found.stats, stats);
    }
    const inputs = faults.map(({ invalid, outside }) => ({ invalid: invalid.count, outside: outside.count }));
    return { inputs, rounded, stats };
  };
  return { run };
}

function inputTensors(
  graph: Graph,
  types: readonly ApFixed[],
  { inputs, raw }: BlockRequest,
  { start, events }: EventRange,
  faults: readonly InputFaults[],
): IntTensor[] {
  return graph.inputs.map((port, i) => {
    const type = must(types[i], `type of ${port.name}`);
    const size = sizeOf(port.shape);
    const part = must(inputs[i], port.name).subarray(start * size, (start + events) * size);
    return { type: fullRange(port.shape, type), events, data: mantissasFrom(part, type, raw, faults[i]) };
  });
}

/** Writes a value's events to their place; a value that no input reaches has one event, which stands for all. */
function writeRange(value: IntTensor, { start, events }: EventRange, out: OutputData): number {
  const size = sizeOf(value.type.shape);
  const frac = fraction(value.type.elem);
  const part = out.subarray(start * size, (start + events) * size);
  if (value.events === events) return writeValues(value.data, frac, part);
  const mantissas = Array.from({ length: part.length }, (_, k) => elementAt(value, Math.floor(k / size), k % size));
  return writeValues(mantissas, frac, part);
}
