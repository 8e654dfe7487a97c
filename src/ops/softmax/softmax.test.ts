import { describe, expect, test } from "vitest";
import { randomCases } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { tableEntry } from "../../../test/support/table-entry.js";
import { castMantissa } from "../../fixed/cast.js";
import { apFixed, fixed, fraction } from "../../fixed/types.js";
import { evaluate } from "../../ir/evaluate.js";
import type { SoftmaxTables } from "../../ir/import.js";
import { constantTensor, elementAt } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { type SoftmaxAttrs, softmax } from "./index.js";

/** One slice by the formulas of hls4ml's documentation, in integers: mantissas of the exact result. */
function slice(tables: SoftmaxAttrs["tables"], x: readonly bigint[], frac: number): bigint[] {
  const max = x.reduce((a, b) => (b > a ? b : a));
  if (tables.implementation === "argmax") return x.map((_, i) => (i === x.indexOf(max) ? 1n : 0n));
  const { difference, exp, accum, inverseInput, inverse } = tables;
  const exponential = (d: bigint): bigint =>
    castMantissa(tableEntry(exp, castMantissa(d, frac, difference)), fraction(exp.table.type.elem), accum);
  const add = (a: bigint, b: bigint): bigint => castMantissa(a + b, fraction(accum), accum);
  const inverseOf = (sum: bigint): bigint => tableEntry(inverse, castMantissa(sum, fraction(accum), inverseInput));
  if (tables.implementation === "legacy") {
    const one = castMantissa(1n, 0, accum);
    return x.map((own, i) =>
      inverseOf(x.map((other, j) => (i === j ? one : exponential(other - own))).reduce(add, 0n)),
    );
  }
  // Differences to the maximum fall below 0 in a signed type, and rise above it in an unsigned one.
  const toMaximum = (value: bigint): bigint => (tables.difference.signed ? value - max : max - value);
  const e = x.map((value) => exponential(tables.implementation === "stable" ? toMaximum(value) : value));
  const factor = inverseOf(tree(e, add));
  return e.map((value) => value * factor);
}

/** Sums of up to five terms, written out. */
function tree([a, b, c, d, e]: readonly bigint[], add: (a: bigint, b: bigint) => bigint): bigint {
  if (a === undefined) throw new Error("a slice has elements");
  if (b === undefined) return a;
  if (c === undefined) return add(a, b);
  if (d === undefined) return add(add(a, b), c);
  const four = add(add(a, b), add(c, d));
  return e === undefined ? four : add(four, e);
}

describe("softmax", () => {
  test("all implementations along any axis", () => {
    const seen = new Set<string>();
    for (const { attrs, ins, out } of randomCases(softmax, 200)) {
      const { outer, length, inner, tables } = attrs;
      seen.add(tables.implementation);
      const x = must(ins[0], "x");
      for (let event = 0; event < out.events; event++)
        for (let o = 0; o < outer; o++)
          for (let k = 0; k < inner; k++) {
            const places = Array.from({ length }, (_, i) => (o * length + i) * inner + k);
            const values = places.map((place) => elementAt(x, event, place));
            const expected = slice(tables, values, fraction(x.type.elem));
            expect(places.map((place) => elementAt(out, event, place))).toEqual(expected);
          }
    }
    expect(seen).toEqual(new Set(["stable", "latency", "legacy", "argmax"]));
  });

  test("an accumulator that saturates shows the order of the tree", () => {
    const index = { multiplier: 1, shift: 0, offset: 0, divide: "floor" } as const;
    const accum = apFixed(fixed(true, 4, 4), "TRN", "SAT");
    const tables: SoftmaxTables = {
      implementation: "latency",
      difference: apFixed(fixed(false, 2, 2)),
      exp: { index, table: constantTensor([4], fixed(true, 4, 4), [-7n, 6n, 5n, 0n]) },
      accum,
      inverseInput: accum,
      inverse: { index, table: constantTensor([8], fixed(false, 3, 3), [0n, 1n, 2n, 3n, 4n, 5n, 6n, 7n]) },
    };
    // 6 and 5 saturate at 7 before -7 is added; in another order the sum is 4.
    const x = constantTensor([3], fixed(false, 2, 2), [1n, 2n, 0n]);
    const attrs = { outer: 1, length: 3, inner: 1, tables };
    expect([...evaluate(softmax, attrs, [x], softmax.infer(attrs, [x.type])).data]).toEqual([0, 0, 0]);
    const y = constantTensor([3], fixed(false, 2, 2), [1n, 0n, 2n]);
    expect([...evaluate(softmax, attrs, [y], softmax.infer(attrs, [y.type])).data]).toEqual([24, -28, 20]);
  });
});

describe("Softmax", () => {
  const layout = (opset: number, attributes: Record<string, number>): string =>
    /\{outer=\d+, length=\d+, inner=\d+/.exec(
      readNode("Softmax", { opset, operands: [{ shape: [2, 3, 4] }], attributes }).ir[0] ?? "",
    )?.[0] ?? "";

  test("one axis from opset 13, all trailing axes before", () => {
    expect(layout(13, {})).toBe("{outer=6, length=4, inner=1");
    expect(layout(13, { axis: 2 })).toBe("{outer=2, length=3, inner=4");
    expect(layout(11, {})).toBe("{outer=1, length=24, inner=1");
    expect(layout(11, { axis: -1 })).toBe("{outer=6, length=4, inner=1");
  });

  test("LogSoftmax is refused", () => {
    expect(readNode("LogSoftmax", { operands: [{ shape: [2] }] }).problems).toEqual([
      "BX1101 operator 'LogSoftmax' is not supported",
    ]);
  });
});
