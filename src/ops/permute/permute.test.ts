import { describe, expect, test } from "vitest";
import { expectElements, randomCases, valueAt } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { must } from "../../support/errors.js";
import { permute } from "./index.js";

describe("permute", () => {
  test("takes elements from constant places", () => {
    for (const found of randomCases(permute)) {
      const x = must(found.ins[0], "x");
      expectElements(found, (_, k, event) => valueAt(x, event, must(found.attrs.order[k], "place")));
    }
  });
});

describe("Transpose", () => {
  test("moves no element", () => {
    const { ir, bound } = readNode("Transpose", { operands: [{ shape: [2, 3] }], attributes: { perm: [0, 2, 1] } });
    expect(ir).toEqual([]);
    expect([bound?.shape, [...(bound?.order ?? [])]]).toEqual([
      [3, 2],
      [0, 2, 4, 1, 3, 5],
    ]);
  });

  test("back to the order in which the elements lie", () => {
    const operands = [{ shape: [2, 3, 4], channelsLast: true }];
    const { ir, bound } = readNode("Transpose", { operands, attributes: { perm: [0, 2, 3, 1] } });
    expect([ir, bound?.shape, bound?.order]).toEqual([[], [3, 4, 2], undefined]);
  });

  test("of an axis of length 1 is a reshape", () => {
    const { ir, bound } = readNode("Transpose", { operands: [{ shape: [1, 3] }], attributes: { perm: [0, 2, 1] } });
    expect(ir).toEqual(["%1: fixed<8,4>[3,1] = reshape(%0) {shape=[3, 1]}"]);
    expect(bound?.shape).toEqual([3, 1]);
  });

  test("the batch axis stays in front", () => {
    const { problems } = readNode("Transpose", { operands: [{ shape: [2, 3] }] });
    expect(problems).toEqual(["BX1112 attribute 'perm' is [2, 1, 0], which is not supported"]);
  });
});
