import { describe, expect, it } from "vitest";
import { apFixed, fixed } from "../fixed/types.js";
import { createBuilder, origin } from "../ir/build.js";
import type { Graph } from "../ir/graph.js";
import { constantTensor, fullRange, type IntTensor } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { eventRanges } from "./event-blocks.js";
import { interpretBlocks } from "./interpret-blocks.js";

/** y = quantize(x · w) with three inputs and two outputs; and an output that is a constant. */
function graphOf(width: number, size = 3): { graph: Graph; input: (events: number) => IntTensor } {
  const builder = createBuilder(opOf);
  const type = fullRange([size], fixed(true, width, 4));
  const x = builder.addInput("x", type, [size]);
  const weights = Array.from({ length: size * 2 }, (_, i) => BigInt((i % 5) - 2));
  const w = builder.addConstant("w", constantTensor([size, 2], fixed(true, 3, 3), weights));
  const attrs = { accum: undefined, strategy: "Latency", reuse: 1 };
  const result = apFixed({ signed: true, width: width + 1, int: 5 });
  const y = builder.addNode({ kind: "dense", attrs, inputs: [x, w], result, origin: origin("MatMul", "fc") });
  builder.addOutput({ name: "y", value: y, shape: [2] });
  builder.addOutput({ name: "c", value: w, shape: [size, 2] });
  const input = (events: number): IntTensor => {
    const mantissas = Array.from({ length: events * size }, (_, i) => ((i * 37) % 255) - 127);
    return { type, events, data: width > 53 ? mantissas.map(BigInt) : Float64Array.from(mantissas) };
  };
  return { graph: builder.finish("test"), input };
}

describe("interpretBlocks", () => {
  it("gives every event the same values, in whatever block it is", () => {
    // 60,000 elements an event leave room for 69 events in a block.
    const size = 60_000;
    const events = 80;
    const { graph, input } = graphOf(8, size);
    const data = input(events);
    const all = interpretBlocks(graph, [data]);
    expect([...eventRanges(graph, events)]).toEqual([
      { start: 0, events: 69 },
      { start: 69, events: 11 },
    ]);
    const last = interpretBlocks(graph, [
      { ...data, events: 1, data: data.data.slice((events - 1) * size) as Float64Array },
    ]);
    expect([...(all.outputs[0]?.data ?? [])].slice(-2)).toEqual([...(last.outputs[0]?.data ?? [])]);
  });

  it("adds up overflows over blocks", () => {
    const { graph, input } = graphOf(8);
    const [one, two] = [input(40), input(80)];
    const count = (tensor: IntTensor): number => interpretBlocks(graph, [tensor]).stats[0]?.resultOverflows ?? 0;
    expect(count(two)).toBeGreaterThan(count(one));
  });

  it.each([8, 60])("repeats an output that no input reaches for every event (%d bits)", (width) => {
    const { graph, input } = graphOf(width);
    const { outputs } = interpretBlocks(graph, [input(3)]);
    expect(outputs[1]?.events).toBe(3);
    expect(Array.from(outputs[1]?.data ?? [], Number)).toEqual([
      -2, -1, 0, 1, 2, -2, -2, -1, 0, 1, 2, -2, -2, -1, 0, 1, 2, -2,
    ]);
    expect(typeof outputs[0]?.data[0]).toBe(width > 52 ? "bigint" : "number");
  });
});
