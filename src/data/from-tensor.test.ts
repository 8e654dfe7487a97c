import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReporter } from "../diagnostics/reporter.js";
import { toDouble, toFloat32 } from "../fixed/float.js";
import { fixed } from "../fixed/types.js";
import { constantTensor, type IntTensor } from "../ir/tensor.js";
import { toFloat32Array, toFloat64Array, toMantissaArray } from "./from-tensor.js";

const port = { name: "y", value: "%1", shape: [1] };

function single(mantissa: bigint, width: number, int: number): IntTensor {
  return constantTensor([1], fixed(true, width, int), [mantissa]);
}

describe("values of tensors", () => {
  it("are rounded once, to nearest, at any width", () => {
    const cases = fc.tuple(fc.integer({ min: 2, max: 100 }), fc.integer({ min: -40, max: 140 }), fc.bigInt());
    fc.assert(
      fc.property(cases, ([width, int, seed]) => {
        const mantissa = BigInt.asIntN(width, seed);
        const tensor = single(mantissa, width, int);
        expect(toFloat32Array(tensor, port, createReporter()).data[0]).toBe(toFloat32(mantissa, width - int) + 0);
        expect(toFloat64Array(tensor, port).data[0]).toBe(toDouble(mantissa, width - int) + 0);
        // The value itself, where a double holds it.
        if (width <= 53) expect(toFloat64Array(tensor, port).data[0]).toBe(Number(mantissa) / 2 ** (width - int));
      }),
    );
  });

  it("say that they were rounded", () => {
    const reporter = createReporter();
    const tie = toFloat32Array(single(2n ** 24n + 1n, 40, 40), port, reporter);
    expect(tie.data[0]).toBe(2 ** 24);
    expect(reporter.diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "BX3020: 1 value of output 'y' (fixed<40,40>) had to be rounded to float32",
    ]);
  });

  it("keep the batch axis", () => {
    expect(toFloat32Array(single(1n, 8, 4), port, createReporter()).shape).toEqual([1, 1]);
  });
});

describe("raw mantissas", () => {
  it("are written where the proven range fits int64, whatever the width of the type", () => {
    expect(toMantissaArray(single(-(2n ** 63n), 70, 4), port, createReporter())?.data).toEqual(
      BigInt64Array.of(-(2n ** 63n)),
    );
  });

  it("are refused beyond int64", () => {
    const reporter = createReporter();
    expect(toMantissaArray(single(2n ** 63n, 70, 4), port, reporter)).toBeUndefined();
    expect(reporter.diagnostics[0]?.message).toBe("raw values of output 'y' (fixed<70,4>) do not fit int64");
  });
});
