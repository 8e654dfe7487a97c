import { describe, expect, test } from "vitest";
import { expectElements, randomCases } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { apFixed } from "../../fixed/types.js";
import { relu } from "./index.js";

describe("relu", () => {
  test("drops what is negative", () => {
    for (const found of randomCases(relu)) expectElements(found, (x) => (x > 0n ? x : 0n));
  });

  test("needs no sign bit", () => {
    expect(readNode("Relu", { operands: [{ shape: [2, 2] }] }).ir).toEqual(["%1: ufixed<7,3>[2,2] = relu(%0)"]);
  });

  test("keeps the element order of its operand, and takes a configured type", () => {
    const result = apFixed({ signed: false, width: 4, int: 2 }, "RND", "SAT");
    const { ir, bound } = readNode("Relu", { operands: [{ shape: [2, 3], channelsLast: true }], result });
    expect(ir).toEqual(["%1: ufixed<4,2>[3,2] = relu(%0) -> ap_ufixed<4,2,AP_RND,AP_SAT>"]);
    expect([bound?.shape, [...(bound?.order ?? [])]]).toEqual([
      [2, 3],
      [0, 3, 1, 4, 2, 5],
    ]);
  });
});
