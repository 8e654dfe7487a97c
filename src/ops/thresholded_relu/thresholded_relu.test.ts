import { describe, expect, test } from "vitest";
import { expectElements, randomCases, valueAt } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { must } from "../../support/errors.js";
import { thresholdedRelu } from "./index.js";

describe("thresholded_relu", () => {
  test("keeps what exceeds theta, on whatever grid theta is", () => {
    for (const found of randomCases(thresholdedRelu, 150)) {
      const theta = valueAt(must(found.ins[1], "theta"), 0, 0);
      expectElements(found, (x) => (x > theta ? x : 0n));
    }
  });

  test("ThresholdedRelu's alpha is 1 if none is given", () => {
    expect(readNode("ThresholdedRelu", { operands: [{ shape: [2] }] }).ir).toEqual([
      "const @n.theta: ufixed<1,1>[1] = 1",
      "%1: ufixed<7,3>[2] = thresholded_relu(%0, @n.theta)",
    ]);
  });
});
