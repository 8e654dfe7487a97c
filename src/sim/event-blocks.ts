import { sliceEvents } from "../ir/events.js";
import type { Graph } from "../ir/graph.js";
import { eventsOf, type IntTensor, sizeOf } from "../ir/tensor.js";

/** Elements of all values together that one block of events may have in memory (8 bytes each, or a BigInt). */
const BLOCK_ELEMENTS = 2 ** 22;

/** Some of the events, one after the other. */
export interface EventRange {
  /** Number of the first one. */
  readonly start: number;
  readonly events: number;
}

export interface Block extends EventRange {
  readonly inputs: readonly IntTensor[];
}

/** All events in ranges that bound the memory of a run, whatever their number. */
export function* eventRanges(graph: Graph, all: number): Generator<EventRange> {
  const most = Math.max(1, Math.floor(BLOCK_ELEMENTS / elementsPerEvent(graph)));
  for (let start = 0; start < all; start += most) yield { start, events: Math.min(most, all - start) };
}

/** The same with the inputs of each range. */
export function* eventBlocks(graph: Graph, inputs: readonly IntTensor[]): Generator<Block> {
  for (const { start, events } of eventRanges(graph, eventsOf(inputs)))
    yield { start, events, inputs: inputs.map((input) => sliceEvents(input, start, events)) };
}

function elementsPerEvent(graph: Graph): number {
  let elements = 1;
  for (const [id, type] of graph.types) if (!graph.constants.has(id)) elements += sizeOf(type.shape);
  return elements;
}
