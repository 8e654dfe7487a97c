import { describe, expect, test } from "vitest";
import { expectElements, randomCases, times, valueAt } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { prelu } from "./index.js";

describe("prelu", () => {
  test("multiplies what is not positive by its slope", () => {
    for (const found of randomCases(prelu)) {
      const alpha = must(found.ins[1], "alpha");
      const slope = (i: number): bigint => valueAt(alpha, 0, i % sizeOf(alpha.type.shape));
      expectElements(found, (x, i) => (x > 0n ? x : times(x, slope(i))));
    }
  });

  test("LeakyRelu has one slope, 0.01 if none is given", () => {
    const leaky = (attributes: Record<string, number>) =>
      readNode("LeakyRelu", { operands: [{ shape: [2] }], attributes });
    expect(leaky({ alpha: 0.25 }).ir).toEqual([
      "const @n.alpha: ufixed<1,-1>[1] = 1",
      "%1: fixed<10,4>[2] = prelu(%0, @n.alpha)",
    ]);
    expect(leaky({}).ir[0]).toMatch(/^const @n\.alpha: ufixed<16,-6>\[1\] = 41943$/);
  });

  test("PRelu's slopes per channel repeat where channels are last", () => {
    const slope = { data: [0.5, 0.25], dims: [2, 1] };
    const last = readNode("PRelu", { operands: [{ shape: [2, 3], channelsLast: true }, slope] });
    expect(last.ir[0]).toBe("const @n.alpha: ufixed<2,0>[2] = 2 1");
    const first = readNode("PRelu", { operands: [{ shape: [2, 3] }, slope] });
    expect(first.ir[0]).toBe("const @n.alpha: ufixed<2,0>[2,3] = 2 2 2 1 1 1");
  });

  test("a computed slope is refused", () => {
    expect(readNode("PRelu", { operands: [{ shape: [2] }, { shape: [2] }] }).problems).toEqual([
      "BX1110 operand slope (the slope of PRelu) is computed from the model's inputs; it must be a constant",
    ]);
  });
});
