import { describe, expect, it } from "vitest";
import { createReporter } from "../../diagnostics/reporter.js";
import { must } from "../../support/errors.js";
import { type Columns, columnNamed, columnsOf, withColumn } from "./columns.js";
import { kFold, permutation, splitColumns } from "./split.js";

function numbered(events: number): Columns {
  const data = Float32Array.from({ length: 2 * events }, (_, i) => i);
  return must(columnsOf(new Map([["x", { shape: [events, 2], dtype: "float32", data }]]), createReporter()), "columns");
}

/** Numbers of events, from their first value. */
function eventsOf(data: Columns): number[] {
  return Array.from(columnNamed(data, "x").data.filter((_: number, i: number) => i % 2 === 0)).map(
    (value) => value / 2,
  );
}

describe("data sets", () => {
  it("keep integers, and those that 32-bit floats do not hold as 64-bit ones", () => {
    const arrays = new Map([
      ["words", { shape: [2], dtype: "int64", data: BigInt64Array.of(2n ** 40n + 1n, -3n) }],
      ["classes", { shape: [2], dtype: "uint8", data: Uint8Array.of(3, 255) }],
    ] as const);
    const data = must(columnsOf(arrays, createReporter()), "columns");
    expect(columnNamed(data, "words")).toEqual({ shape: [], data: Float64Array.of(2 ** 40 + 1, -3) });
    expect(columnNamed(data, "classes")).toEqual({ shape: [], data: Float32Array.of(3, 255) });
  });

  it("are split into parts that are all of them", () => {
    const [rest, part] = splitColumns(withColumn(numbered(10), "label", [], new Uint8Array(10)), 0.3, 4);
    expect([rest.events, part.events]).toEqual([7, 3]);
    expect([...eventsOf(rest), ...eventsOf(part)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, i) => i),
    );
    expect(columnNamed(part, "x").data[1]).toBe((eventsOf(part)[0] as number) * 2 + 1);
    expect(columnNamed(part, "label").data.length).toBe(3);
  });

  it("are validated on every event once in k folds", () => {
    const folds = kFold(numbered(11), { k: 4, seed: 2 }, ({ fold, training, validation }) => {
      const [all, held] = [eventsOf(training), eventsOf(validation)];
      expect([...all, ...held].sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, i) => i));
      return { fold, held };
    });
    expect(folds.map(({ fold }) => fold)).toEqual([0, 1, 2, 3]);
    expect(folds.flatMap(({ held }) => held).sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, i) => i));
    for (const { held } of folds) expect([2, 3]).toContain(held.length);
  });
});

describe("a permutation", () => {
  it("is one, is the seed's, and puts every number everywhere as often", () => {
    const counts = new Float64Array(25);
    for (let item = 0; item < 4000; item++) {
      const order = permutation(5, 9, "test", item);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      order.forEach((number, place) => {
        counts[5 * number + place]!++;
      });
    }
    for (const count of counts) expect(Math.abs(count - 800)).toBeLessThan(5 * Math.sqrt(800));
    expect(permutation(100, 1, "a", 3)).toEqual(permutation(100, 1, "a", 3));
    expect(permutation(100, 1, "a", 3)).not.toEqual(permutation(100, 1, "a", 4));
  });
});
