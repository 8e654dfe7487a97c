import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mantissas } from "./arith.js";
import { toDouble, toFloat32 } from "./float.js";
import { writeValues } from "./to-values.js";

/** A mantissa in the storage of its width. */
const stored = (mantissa: bigint, width: number): Mantissas =>
  width > 53 ? [mantissa] : Float64Array.of(Number(mantissa));

describe("writeValues", () => {
  it("rounds once, to nearest, at any width, and counts what it rounded", () => {
    const cases = fc.tuple(fc.integer({ min: 2, max: 100 }), fc.integer({ min: -40, max: 120 }), fc.bigInt());
    fc.assert(
      fc.property(cases, ([width, int, seed]) => {
        const mantissa = BigInt.asIntN(width, seed);
        const [single, double] = [new Float32Array(1), new Float64Array(1)];
        const rounded = [single, double].map((out) => writeValues(stored(mantissa, width), width - int, out));
        expect(single[0]).toBe(toFloat32(mantissa, width - int) + 0);
        expect(double[0]).toBe(toDouble(mantissa, width - int) + 0);
        // Trailing zeros need no bits.
        const significant = (mantissa < 0n ? -mantissa : mantissa).toString(2).replace(/0+$/, "").length;
        expect(rounded).toEqual([significant > 24 ? 1 : 0, significant > 53 ? 1 : 0]);
        // The value itself, where a double holds it.
        if (width <= 53) expect(double[0]).toBe(Number(mantissa) / 2 ** (width - int));
      }),
    );
  });

  it("rounds ties to even", () => {
    const out = new Float32Array(1);
    expect(writeValues([2n ** 24n + 1n], 0, out)).toBe(1);
    expect(out[0]).toBe(2 ** 24);
  });

  it("writes mantissas as they are", () => {
    const out = new BigInt64Array(2);
    expect(writeValues([-(2n ** 63n), 5n], 66, out)).toBe(0);
    expect(out).toEqual(BigInt64Array.of(-(2n ** 63n), 5n));
  });
});
