import { hull, type Interval } from "../../fixed/interval.js";
import { apFixed, type FixedType, fraction, maxMantissa, minMantissa, unionType } from "../../fixed/types.js";
import type { Graph } from "../../ir/graph.js";
import { fromRange, fullRange } from "../../ir/tensor.js";
import { createNetlist } from "../../netlist/build.js";
import type { Netlist } from "../../netlist/cell.js";
import { InternalError, must } from "../../support/errors.js";
import type { MapStep, Plan, View } from "../step.js";
import { createRows, type Rows } from "./rows.js";
import { sliceSteps } from "./slices.js";
import { lanesOf, selectRows, storageOf } from "./storage.js";

/** A scalar program and the types of its ports, in order. */
export interface ScalarProgram {
  readonly netlist: Netlist;
  readonly inputs: readonly FixedType[];
  readonly outputs: readonly FixedType[];
}

const [X, Y] = ["%x", "%y"];

/**
 * A scalar program as a graph with one input `x` [inputs] and one output `y` [outputs], and its plan. Values of x are
 * rounded down and wrapped to each input's type, in two steps: `type`, which holds all of them, comes first.
 */
export function planProgram(program: ScalarProgram): {
  readonly graph: Graph;
  readonly type: FixedType;
  readonly plan: Plan;
} {
  const { inputs, netlist, outputs } = program;
  const type = must(
    inputs.reduce<FixedType | undefined>((all, one) => (all ? unionType(all, one) : one), undefined),
    "input",
  );
  const rows = createRows();
  const x = allocate(rows, fullInterval(type), inputs.length);
  const assigned = inputs.map((to) => allocate(rows, fullInterval(to), 1));
  const ranges = netlist.outputs.map((wire) => must(netlist.ranges[wire], "range"));
  const own = ranges.map((range) => allocate(rows, range, 1));
  const frac = Math.max(...outputs.map(fraction));
  const aligned = ranges.map(({ lo, hi }, k) => {
    const up = BigInt(frac - fraction(must(outputs[k], "output")));
    return { lo: lo << up, hi: hi << up };
  });
  const y = allocate(rows, hull(aligned.flatMap(({ lo, hi }) => [lo, hi])), outputs.length);
  const steps = sliceSteps(
    [
      ...inputs.map((to, k) =>
        castStep(fraction(type), to, fullInterval(type), selectRows(x, [k]), must(assigned[k], "rows")),
      ),
      mapStep(netlist, assigned, own),
      ...outputs.map((from, k) => {
        const to = { signed: true, width: 64, int: 64 - frac };
        return castStep(fraction(from), to, must(ranges[k], "range"), must(own[k], "rows"), selectRows(y, [k]));
      }),
    ],
    rows,
  );
  const views = new Map([
    [X, x],
    [Y, y],
  ]);
  const buffers = rows.finish(steps, views, { fromStart: [X], toEnd: [Y] });
  const graph = portsOf(type, inputs.length, frac, aligned);
  return { graph, type, plan: { buffers, views, constants: new Map(), steps, counters: [] } };
}

function portsOf(type: FixedType, inputs: number, frac: number, outputs: readonly Interval[]): Graph {
  const range = { lo: outputs.map(({ lo }) => lo), hi: outputs.map(({ hi }) => hi) };
  return {
    name: "program",
    inputs: [{ name: "x", value: X, shape: [inputs] }],
    outputs: [{ name: "y", value: Y, shape: [outputs.length] }],
    nodes: [],
    constants: new Map(),
    types: new Map([
      [X, fullRange([inputs], type)],
      [Y, fromRange([outputs.length], frac, range)],
    ]),
  };
}

/** One value assigned to a type. */
function castStep(frac: number, to: FixedType, range: Interval, from: View, write: View): MapStep {
  const { arith, finish, input } = createNetlist();
  return mapStep(finish([arith.caster(frac, apFixed(to))(input(range))]), [from], [write]);
}

function mapStep(program: Netlist, feeds: readonly View[], writes: readonly View[]): MapStep {
  const lanes = lanesOf(program);
  if (lanes === undefined) throw new InternalError("a scalar program needs more than 64 bits");
  return {
    kind: "map",
    nodes: [],
    why: "a scalar program of its own",
    lanes,
    program,
    count: 1,
    feeds: feeds.map((view) => ({ kind: "rows", view })),
    writes,
  };
}

function allocate(rows: Rows, range: Interval, count: number): View {
  return rows.allocate(must(storageOf(range), "storage of 64 bits"), count);
}

function fullInterval(type: FixedType): Interval {
  return { lo: minMantissa(type), hi: maxMantissa(type) };
}
