import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  boundsOf,
  cornerOf,
  intervalIn,
  type Pick,
  picks,
  storageFor,
} from "../../../test/support/netlist-arbitrary.js";
import { createFixture } from "../../../test/support/plan-fixture.js";
import type { Interval } from "../../fixed/interval.js";
import { createNetlist } from "../../netlist/build.js";
import type { Netlist } from "../../netlist/cell.js";
import { evaluateNetlist } from "../../netlist/evaluate.js";
import type { Feed, FoldStep, Lanes } from "../step.js";

/** acc + term · weight modulo 2^(lanes - 2), counting what wraps. */
function wrappedSum(lanes: Lanes, acc: Interval, term: Interval, weight: Interval): Netlist {
  const width = lanes - 2;
  const product = { lo: -(1n << 140n), hi: 1n << 140n };
  const sum = { lo: -(1n << 141n), hi: 1n << 141n };
  return {
    cells: [
      { op: "input", port: 0 },
      { op: "input", port: 1 },
      { op: "input", port: 2 },
      { op: "tally", a: 1, lo: -20n, hi: 20n, counter: 0 },
      { op: "mul", a: 3, b: 2 },
      { op: "add", a: 0, b: 4 },
      { op: "wrap", a: 5, signed: true, width },
    ],
    ranges: [acc, term, weight, term, product, sum, boundsOf(width)],
    ports: [acc, term, weight],
    outputs: [6],
  };
}

/** The greater of two, without weights. */
function greater(acc: Interval, term: Interval): Netlist {
  const { input, arith, finish } = createNetlist();
  return finish([arith.max(input(acc), input(term))]);
}

/** max(acc, least) - offset, wrapped to the accumulator's width. */
function finishing(acc: Interval, least: Interval, offset: Interval, width: number): Netlist {
  return {
    cells: [
      { op: "input", port: 0 },
      { op: "input", port: 1 },
      { op: "input", port: 2 },
      { op: "max", a: 0, b: 1 },
      { op: "tally", a: 3, lo: 0n, hi: 1000n, counter: 1 },
      { op: "sub", a: 4, b: 2 },
      { op: "wrap", a: 5, signed: true, width },
    ],
    ranges: [
      acc,
      least,
      offset,
      boundsOf(width + 2),
      boundsOf(width + 2),
      { lo: -(1n << 80n), hi: 1n << 80n },
      boundsOf(width),
    ],
    ports: [acc, least, offset],
    outputs: [6],
  };
}

function checkFold(lanes: Lanes, weighted: boolean, events: number, pick: Pick): void {
  const width = lanes - 2;
  const acc = boundsOf(width);
  const [term, weight, least] = [1, 2, 3].map(() => intervalIn(width, true, pick)) as [Interval, Interval, Interval];
  const fixture = createFixture(events);
  const draw = (range: Interval): bigint[] => Array.from({ length: events }, () => cornerOf(range, pick));
  const elements = 1 + pick(5);
  const x = fixture.rows(
    storageFor(term, pick),
    Array.from({ length: 7 }, () => draw(term)),
  );
  const bound = fixture.rows(
    storageFor(least, pick),
    Array.from({ length: elements }, () => draw(least)),
  );
  const offsets = Array.from({ length: elements }, () => cornerOf(acc, pick));
  const chosen = Array.from({ length: elements }, () => Array.from({ length: pick(6) }, () => pick(7)));
  const weights = chosen.map((at) => at.map(() => cornerOf(weight, pick)));
  const starts = chosen.map(() => cornerOf(acc, pick));
  const out = fixture.rows(
    storageFor(acc, pick),
    Array.from({ length: elements }, () => []),
  );
  const feeds: Feed[] = [
    { kind: "rows", view: bound.view },
    { kind: "constants", values: offsets },
  ];
  const step: FoldStep = {
    kind: "fold",
    nodes: [],
    why: "",
    lanes,
    starts,
    terms: chosen.map((at) => ({
      ...x.view,
      row: Int32Array.from(at),
      buffer: new Int32Array(at.length).fill(x.buffer),
    })),
    weights: weighted ? weights : undefined,
    step: weighted ? wrappedSum(lanes, acc, term, weight) : greater(acc, term),
    finish: finishing(acc, least, acc, width),
    feeds,
    write: out.view,
  };
  const real = pick(events + 1);
  const counts = [0, 0];
  const expected = chosen.map((at, k) =>
    Array.from({ length: events }, (_, event) => {
      const counted = event < real ? counts : [];
      let value = starts[k]!;
      at.forEach((row, t) => {
        value = evaluateNetlist(step.step, [value, x.values[row]![event]!, weights[k]![t]!], counted)[0]!;
      });
      return evaluateNetlist(step.finish, [value, bound.values[k]![event]!, offsets[k]!], counted)[0]!;
    }),
  );
  expect(fixture.run([step], real, 2)).toEqual(counts.map(BigInt));
  expect(out.values).toEqual(expected);
}

describe.each([16, 32, 64] as const)("folds in lanes of %i bits", (lanes) => {
  it.each([true, false])("take the terms of each element in order (weights: %s)", (weighted) => {
    fc.assert(
      fc.property(picks, fc.constantFrom(16, 32, 64), (pick, events) => checkFold(lanes, weighted, events, pick)),
      { numRuns: 60 },
    );
  });
});
