import { describe, expect, test } from "vitest";
import { expectElements, randomCases, valueAt } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { must } from "../../support/errors.js";
import { sign } from "./index.js";

describe("sign", () => {
  test("zero counts as positive", () => {
    for (const found of randomCases(sign)) {
      const scale = valueAt(must(found.ins[1], "scale"), 0, 0);
      expectElements(found, (x) => (x < 0n ? -scale : scale));
    }
  });

  test("BipolarQuant with a power of two", () => {
    const bipolar = (scale: number) =>
      readNode("BipolarQuant", {
        domain: "qonnx.custom_op.general",
        opset: 1,
        operands: [{ shape: [2] }, { data: [scale] }],
      });
    expect(bipolar(4).ir).toEqual(["const @n.scale: ufixed<1,3>[1] = 1", "%1: fixed<2,4>[2] = sign(%0, @n.scale)"]);
    expect(bipolar(0.7).problems).toEqual(["BX1160 operand 'scale' is 0.7, which is not supported"]);
  });
});
