import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fraction } from "../../fixed/types.js";
import { evaluateNetlist } from "../../netlist/evaluate.js";
import { type DaisNetlist, daisNetlist } from "./dais.js";
import { float64Values } from "./own.js";

const VECTORS = fileURLToPath(new URL("../../../../shared/reference/cmvm/dais/", import.meta.url));

/** y0 = relu(a - b / 2) + 1.5 of two inputs in steps of 0.5 from -4 to 3.5, y1 = -a · 4, both in steps of 0.25. */
const SMALL = JSON.stringify([
  [2, 2],
  [0, 0],
  [4, 0],
  [0, 2],
  [false, true],
  [
    [0, -1, -1, 0, [-4, 3.5, 0.5], 0, 0],
    [1, -1, -1, 0, [-4, 3.5, 0.5], 0, 0],
    [0, 1, 1, -1, [-5.75, 5.5, 0.25], 0, 0],
    [2, -1, 2, 0, [0, 5.5, 0.25], 0, 0],
    [3, -1, 4, 6, [1.5, 7, 0.25], 0, 0],
  ],
  -1,
  1,
  null,
]);

test("a program's inputs wrap, its sums are aligned, and its outputs are scaled and negated", () => {
  const dais = daisNetlist(SMALL);
  expect(dais.input).toMatchObject({ signed: true, width: 4, int: 3 });
  expect(values(dais, [3, -1])).toEqual([5, -12]);
  expect(values(dais, [-4, 1])).toEqual([1.5, 16]);
  expect(values(dais, [4.7, 0])).toEqual([1.5, 14]);
});

describe.skipIf(!existsSync(VECTORS))("da4ml's vectors (skipped where ../shared is not there)", () => {
  test.each(["16-16-5", "jet16-64-32-32-5"])("%s", (name) => {
    const dais = daisNetlist(readFileSync(`${VECTORS}${name}.json`, "utf8"));
    const [x, y] = [float64Values(`${VECTORS}${name}_x.npy`), float64Values(`${VECTORS}${name}_y.npy`)];
    const outputs = dais.ranges.length;
    for (let event = 0; event < 32; event++) {
      const inputs = Array.from(x.subarray(event * dais.inputs, (event + 1) * dais.inputs));
      expect(values(dais, inputs)).toEqual(Array.from(y.subarray(event * outputs, (event + 1) * outputs)));
    }
  });
});

/** One event through the netlist; inputs are truncated and wrap. */
function values({ netlist, input, frac }: DaisNetlist, inputs: readonly number[]): number[] {
  const mantissas = inputs.map((value) => BigInt.asIntN(input.width, BigInt(Math.floor(value * 2 ** fraction(input)))));
  return evaluateNetlist(netlist, mantissas).map((value) => Number(value) * 2 ** -frac);
}
