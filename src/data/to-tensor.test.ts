import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReporter } from "../diagnostics/reporter.js";
import { doubleCaster } from "../fixed/cast-double.js";
import { castDouble } from "../fixed/float.js";
import { type ApFixed, apFixed, maxMantissa, minMantissa, OVERFLOWS, ROUNDINGS } from "../fixed/types.js";
import type { IntTensor } from "../ir/tensor.js";
import type { NdArray } from "./nd-array.js";
import { toTensor } from "./to-tensor.js";

const type = apFixed({ signed: true, width: 8, int: 4 });
const port = { name: "x", value: "%0", shape: [2, 2] };

function convert(array: NdArray, raw = false, to = type): { tensor: IntTensor | undefined; said: string[] } {
  const reporter = createReporter();
  const tensor = toTensor(array, { port, type: to }, raw, "x.npy", reporter);
  return { tensor, said: reporter.diagnostics.map(({ code, message }) => `${code}: ${message}`) };
}

const floats = (shape: number[], ...data: number[]): NdArray => ({
  shape,
  dtype: "float32",
  data: Float32Array.from(data),
});
const zeros = (...shape: number[]): NdArray => floats(shape, ...new Array(shape.reduce((a, b) => a * b, 1)).fill(0));

const apType: fc.Arbitrary<ApFixed> = fc.record({
  signed: fc.boolean(),
  width: fc.integer({ min: 1, max: 53 }),
  int: fc.integer({ min: -8, max: 60 }),
  rounding: fc.constantFrom(...ROUNDINGS),
  overflow: fc.constantFrom(...OVERFLOWS),
  wrapBits: fc.integer({ min: 0, max: 1 }),
});

describe("doubleCaster", () => {
  it("equals castDouble on every finite double, in every mode", () => {
    const near = fc
      .tuple(fc.integer({ min: -600, max: 600 }), fc.integer({ min: 0, max: 12 }))
      .map(([m, f]) => m / 2 ** f);
    const tie = fc.constantFrom(-0.5, -0.5 + 2 ** -54, -0.5 - 2 ** -53, 0.5 - 2 ** -54, -1e-300, 5e-324, -5e-324, -0);
    const value = fc.oneof(near, tie, fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(apType, fc.array(value, { maxLength: 20 }), (to, samples) => {
        const overflows = { count: 0 };
        const cast = doubleCaster(to, overflows);
        for (const sample of samples) expect(cast(sample)).toBe(Number(castDouble(sample, to)));
      }),
      { numRuns: 2000 },
    );
  });

  it("counts the values that do not fit, after rounding", () => {
    const count = (value: number, to: ApFixed): number => {
      const overflows = { count: 0 };
      doubleCaster(to, overflows)(value);
      return overflows.count;
    };
    const rounding = { ...type, rounding: "RND" as const };
    expect([7.9375, 7.96, 7.97, -8, -8.01].map((value) => count(value, type))).toEqual([0, 0, 0, 0, 1]);
    expect([7.9375, 7.96, 7.97, -8, -8.01].map((value) => count(value, rounding))).toEqual([0, 0, 1, 0, 0]);
    expect(count(1e300, type)).toBe(1);
  });
});

describe("toTensor", () => {
  it("takes [N, ...shape] and [N, elements]", () => {
    for (const shape of [
      [2, 2, 2],
      [2, 4],
    ]) {
      const { tensor, said } = convert(floats(shape, 0.5, 1, -1, 0, 0.0625, -0.01, 7.9, -8));
      expect(said).toEqual([]);
      expect(tensor?.events).toBe(2);
      expect([...(tensor?.data ?? [])]).toEqual([8, 16, -16, 0, 1, -1, 126, -128]);
    }
  });

  it.each([
    [zeros(4, 3), "BX3013: data of shape (4, 3) has 2 axes; expected (N, 2, 2)"],
    [zeros(4, 2, 3), "BX3012: data of shape (4, 2, 3) does not fit (N, 2, 2): axis 2 has length 3 instead of 2"],
    [zeros(2, 2), "BX3013: data of shape (2, 2) has 2 axes; expected (N, 2, 2)"],
    [zeros(4), "BX3013: data of shape (4,) has 1 axis; expected (N, 2, 2)"],
    [zeros(0, 4), "BX3014: data of shape (0, 4) holds no events"],
    [
      floats([2, 4], 0, 0, 0, 0, 0, Number.NaN, 0, Number.POSITIVE_INFINITY),
      "BX3016: NaN at sample 1, feature (0, 1) (and at least 1 more) is no fixed-point number",
    ],
  ])("refuses bad data in one sentence: %#", (array, message) => {
    expect(convert(array)).toEqual({ tensor: undefined, said: [message] });
  });

  it("counts values outside the type and names the first", () => {
    const { tensor, said } = convert(floats([1, 4], 0, 8, 9, -8));
    expect([...(tensor?.data ?? [])]).toEqual([0, -128, -112, -128]);
    expect(said).toEqual([
      "BX3017: 2 of 4 input values are outside ap_fixed<8,4>; first: 8 at sample 0, feature (0, 1)",
    ]);
  });

  it("converts integers as values, 64-bit ones exactly", () => {
    const wide = apFixed({ signed: true, width: 66, int: 64 });
    const data = BigInt64Array.of(2n ** 62n + 1n, -1n, 0n, 3n);
    expect(convert({ shape: [1, 4], dtype: "int64", data }, false, wide).tensor?.data).toEqual(
      [...data].map((value) => value * 4n),
    );
    const small = convert({ shape: [1, 4], dtype: "int64", data: BigInt64Array.of(1n, 8n, -8n, 0n) });
    expect([...(small.tensor?.data ?? [])]).toEqual([16, -128, -128, 0]);
    expect(small.said).toHaveLength(1);
  });

  it("takes raw integers as mantissas, and refuses those outside the type", () => {
    const raw = (...data: number[]): NdArray => ({ shape: [1, 4], dtype: "int16", data: Int16Array.from(data) });
    expect([...(convert(raw(-128, 127, 0, 1), true).tensor?.data ?? [])]).toEqual([-128, 127, 0, 1]);
    expect(convert(raw(0, 0, 0, 128), true).said).toEqual([
      "BX3018: mantissa 128 at sample 0, feature (1, 1) is outside -128..127, the range of fixed<8,4>",
    ]);
  });

  it("keeps every raw mantissa of a type (round trip)", () => {
    fc.assert(
      fc.property(apType, fc.bigInt(-(2n ** 54n), 2n ** 54n), (to, any) => {
        const mantissa = any < minMantissa(to) ? minMantissa(to) : any > maxMantissa(to) ? maxMantissa(to) : any;
        const array: NdArray = { shape: [1, 1], dtype: "int64", data: BigInt64Array.of(mantissa) };
        const tensor = toTensor(array, { port: { ...port, shape: [1] }, type: to }, true, "x.npy", createReporter());
        expect(tensor?.data[0]).toBe(Number(mantissa));
      }),
    );
  });
});
