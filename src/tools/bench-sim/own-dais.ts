import { readFileSync } from "node:fs";
import type { Graph } from "../../ir/graph.js";
import { fromRange, fullRange } from "../../ir/tensor.js";
import { createRows } from "../../sim/plan/rows.js";
import { lanesOf, selectRows, storageOf } from "../../sim/plan/storage.js";
import type { MapStep, Plan, View } from "../../sim/step.js";
import { createPlanSimulator } from "../../sim/wasm/simulator.js";
import { hull, type Interval } from "../../fixed/interval.js";
import { maxMantissa, minMantissa } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import { type DaisNetlist, daisNetlist } from "./dais.js";
import { float64Values } from "./own.js";
import { serve } from "./serve.js";

/** A DAIS program on our engine as a contestant: PROGRAM.json X.npy Y.npy EVENTS; float64 in, float64 out. */
export async function ownDais([program = "", x = "", y = "", count = ""]: string[]): Promise<void> {
  const dais = daisNetlist(readFileSync(program, "utf8"));
  const graph = portsOf(dais);
  const simulator = createPlanSimulator(graph, [dais.input], planOf(dais));
  const events = Number(count);
  const values = float64Values(x).subarray(0, events * dais.inputs);
  const results = new Float64Array(events * dais.ranges.length);
  await serve({
    version: `Node ${process.version}`,
    pass: () => simulator.run({ events, inputs: [values], raw: false, outputs: [results] }),
    outputs: () => ({ shape: [events, dais.ranges.length], dtype: "float64", data: results }),
    file: y,
  });
}

/** A graph that has ports and nothing between them. */
function portsOf({ input, inputs, frac, ranges }: DaisNetlist): Graph {
  const outputs = { lo: ranges.map(({ lo }) => lo), hi: ranges.map(({ hi }) => hi) };
  return {
    name: "dais",
    inputs: [{ name: "x", value: "%x", shape: [inputs] }],
    outputs: [{ name: "y", value: "%y", shape: [ranges.length] }],
    nodes: [],
    constants: new Map(),
    types: new Map([
      ["%x", fullRange([inputs], input)],
      ["%y", fromRange([ranges.length], frac, outputs)],
    ]),
  };
}

/** One program at one place. */
function planOf({ netlist, input, inputs, ranges }: DaisNetlist): Plan {
  const rows = createRows();
  const allocate = (range: Interval, count: number): View => rows.allocate(must(storageOf(range), "storage"), count);
  const x = allocate({ lo: minMantissa(input), hi: maxMantissa(input) }, inputs);
  const y = allocate(hull(ranges.flatMap(({ lo, hi }) => [lo, hi])), ranges.length);
  const step: MapStep = {
    kind: "map",
    nodes: [],
    why: "a netlist of its own",
    lanes: must(lanesOf(netlist), "lanes"),
    program: netlist,
    count: 1,
    feeds: Array.from({ length: inputs }, (_, i) => ({ kind: "rows", view: selectRows(x, [i]) }) as const),
    writes: ranges.map((_, i) => selectRows(y, [i])),
  };
  const views = new Map([
    ["%x", x],
    ["%y", y],
  ]);
  const buffers = rows.finish([step], views, { fromStart: ["%x"], toEnd: ["%y"] });
  return { buffers, views, constants: new Map(), steps: [step], counters: [] };
}
