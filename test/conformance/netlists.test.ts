import { expect, test } from "vitest";
import { hull, type Interval } from "../../src/fixed/interval.js";
import type { FoldDefinition, MapDefinition } from "../../src/ir/definition.js";
import { runDefinition } from "../../src/ir/evaluate.js";
import { elementAt, type IntTensor } from "../../src/ir/tensor.js";
import { createNetlist } from "../../src/netlist/build.js";
import type { Netlist } from "../../src/netlist/cell.js";
import { evaluateNetlist } from "../../src/netlist/evaluate.js";
import { OPS, opOf } from "../../src/ops/registry.js";
import { must } from "../../src/support/errors.js";
import { randomCases } from "../support/op-cases.js";

/** Values by element for each event, and what was counted. */
interface Run {
  readonly events: bigint[][];
  readonly overflows: number;
}

const CASES = Object.keys(OPS).map((kind) => {
  const op = must(opOf(kind), kind);
  const cases = randomCases(op, 40, 9).map(({ attrs, ins, out }) => {
    const types = ins.map(({ type }) => type);
    return { definition: op.define(attrs, types, out.type), ins, out };
  });
  return { kind, cases };
});

/** What only moves has no arithmetic. */
const COMPUTING = CASES.filter(({ cases }) => cases.some(({ definition }) => definition.form !== "gather"));

test.each(COMPUTING)(
  "the definition of $kind gives as a netlist the values and overflows of the reference, in the intervals of its wires",
  ({ cases }) => {
    for (const { definition, ins, out } of cases) {
      if (definition.form === "gather") continue;
      const counted = { count: 0 };
      runDefinition(definition, ins, out.type, counted);
      const expected = Array.from({ length: out.events }, (_, event) =>
        out.type.range.lo.map((__, k) => elementAt(out, event, k)),
      );
      const run = definition.form === "map" ? runMap(definition, ins, out) : runFold(definition, ins, out);
      expect(run).toEqual({ events: expected, overflows: counted.count });
    }
  },
);

test("all but a few ops compute", () => {
  expect(COMPUTING.length).toBeGreaterThan(CASES.length / 2);
});

function rangeOver({ type: { range } }: IntTensor, elements: ArrayLike<number>): Interval {
  return hull(Array.from(elements, (k) => [must(range.lo[k], "bound"), must(range.hi[k], "bound")]).flat());
}

function runMap(definition: MapDefinition, ins: readonly IntTensor[], out: IntTensor): Run {
  const { count, reads, writes } = definition;
  const operands = reads.map(({ operand }) => must(ins[operand], "operand"));
  const build = createNetlist();
  const ports = reads.map(({ at }, k) => build.input(rangeOver(must(operands[k], "operand"), at)));
  const netlist = build.finish(definition.define(build.arith, { count: 0 })(ports));
  const counts = [0];
  const events = Array.from({ length: out.events }, (_, event) => {
    const values: bigint[] = [];
    for (let place = 0; place < count; place++) {
      const args = reads.map(({ at }, k) => elementAt(must(operands[k], "operand"), event, must(at[place], "place")));
      const results = evaluateNetlist(netlist, args, counts);
      for (const [k, at] of writes.entries()) values[must(at[place], "place")] = must(results[k], "result");
    }
    return values;
  });
  return { events, overflows: must(counts[0], "count") };
}

function runFold(definition: FoldDefinition, ins: readonly IntTensor[], out: IntTensor): Run {
  const x = must(ins[0], "operand");
  const { forms, weights } = definition;
  const overflows = { count: 0 };
  const counts = [0];
  const netlistOf = (
    ranges: readonly Interval[],
    result: Interval | undefined,
    form: typeof definition.step,
  ): Netlist => {
    const build = createNetlist();
    const [a, b, c] = ranges.map(build.input) as [number, number, number];
    const wire = form(build.arith, overflows)(a, b, c);
    return build.finish([result === undefined ? wire : build.assume(wire, result)]);
  };
  const terms = rangeOver(
    x,
    forms.flatMap(({ inputs }) => [...inputs]),
  );
  const factors = weights === undefined ? [1n] : weights.filter((weight) => weight !== 0n);
  const step = netlistOf([definition.acc, terms, hull(factors)], definition.acc, definition.step);
  const divisors = hull(forms.map(({ divisor }) => divisor));
  const finish = netlistOf([definition.acc, divisors, divisors], undefined, definition.finish);

  const events = Array.from({ length: out.events }, (_, event) =>
    forms.map(({ inputs, weights: at, start, divisor }) => {
      let acc = start;
      for (const [k, input] of inputs.entries()) {
        const weight = weights === undefined ? 1n : must(weights[must(at[k], "place")], "weight");
        if (weight === 0n) continue;
        acc = must(evaluateNetlist(step, [acc, elementAt(x, event, input), weight], counts)[0], "sum");
      }
      return must(evaluateNetlist(finish, [acc, divisor], counts)[0], "value");
    }),
  );
  return { events, overflows: must(counts[0], "count") };
}
