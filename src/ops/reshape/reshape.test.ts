import { describe, expect, test } from "vitest";
import { expectElements, randomCases } from "../../../test/support/op-cases.js";
import { readNode, type TestNode } from "../../../test/support/read-node.js";
import { apFixed } from "../../fixed/types.js";
import { reshape } from "./index.js";

const x = { shape: [2, 1, 6] };

/** Shape of one event that the node gives, or what is wrong. */
function shapeOf(op: string, test: TestNode): readonly number[] | string | undefined {
  const { bound, problems } = readNode(op, test);
  return problems[0] ?? bound?.shape;
}

describe("reshape", () => {
  test("moves nothing", () => {
    for (const found of randomCases(reshape)) expectElements(found, (value) => value);
  });

  test.each([
    [[-1, 12], 0, [12]],
    [[1, 12], 0, [12]],
    [[0, 0, -1], 0, [2, 6]],
    [[0, 3, 4], 0, [3, 4]],
    [[789444, -1, 4], 0, [3, 4]],
    [[0, -1, 4], 1, [3, 4]],
    [
      [-1, 6],
      0,
      "BX1161 one event of shape [2, 1, 6] does not fill the target shape [-1, 6], whose first axis is the batch",
    ],
    [
      [0, 0, -1],
      1,
      "BX1161 one event of shape [2, 1, 6] does not fill the target shape [0, 0, -1], whose first axis is the batch",
    ],
    [
      [0, 5, -1],
      0,
      "BX1161 one event of shape [2, 1, 6] does not fill the target shape [0, 5, -1], whose first axis is the batch",
    ],
    [[-1], 0, "BX1161 one event of shape [2, 1, 6] does not fill the target shape [-1], whose first axis is the batch"],
  ])("Reshape to %j, allowzero %d", (target, allowzero, expected) => {
    expect(shapeOf("Reshape", { operands: [x, { data: target }], attributes: { allowzero } })).toEqual(expected);
  });

  test("Flatten keeps the batch axis alone", () => {
    expect(shapeOf("Flatten", { operands: [x] })).toEqual([12]);
    expect(shapeOf("Flatten", { operands: [x], attributes: { axis: -3 } })).toEqual([12]);
    expect(shapeOf("Flatten", { operands: [x], attributes: { axis: 2 } })).toBe(
      "BX1112 attribute 'axis' is 2, which is not supported",
    );
    expect(shapeOf("Flatten", { operands: [x], attributes: { axis: 0 } })).toBe(
      "BX1112 attribute 'axis' is 0, which is not supported",
    );
  });

  test("Squeeze and Unsqueeze count the batch axis, by attribute or operand", () => {
    expect(shapeOf("Squeeze", { opset: 11, operands: [x], attributes: { axes: [2] } })).toEqual([2, 6]);
    expect(shapeOf("Squeeze", { opset: 13, operands: [x, { data: [-2] }] })).toEqual([2, 6]);
    expect(shapeOf("Unsqueeze", { opset: 11, operands: [x], attributes: { axes: [1, 5] } })).toEqual([1, 2, 1, 6, 1]);
    expect(shapeOf("Unsqueeze", { opset: 13, operands: [x, { data: [-1] }] })).toEqual([2, 1, 6, 1]);
  });

  test("Squeeze of what it can't drop is refused", () => {
    expect(shapeOf("Squeeze", { operands: [x, { data: [1] }] })).toBe(
      "BX1113 the operand of Squeeze has length 2 along axis 1; expected 1",
    );
    expect(shapeOf("Squeeze", { operands: [x] })).toEqual([2, 6]);
    expect(shapeOf("Squeeze", { operands: [x], batch: 1 })).toBe(
      "BX1162 Squeeze names no axes, so it removes the batch axis, whose length is 1",
    );
    expect(shapeOf("Squeeze", { operands: [x, { data: [0] }] })).toMatch(/batch/);
  });

  test("a channels-last operand keeps its order and costs no node", () => {
    const { ir, bound } = readNode("Flatten", { operands: [{ shape: [2, 3], channelsLast: true }] });
    expect(ir).toEqual([]);
    expect([bound?.shape, [...(bound?.order ?? [])]]).toEqual([[6], [0, 3, 1, 4, 2, 5]]);
  });

  test("a configured type is assigned before", () => {
    const result = apFixed({ signed: true, width: 6, int: 3 });
    expect(readNode("Flatten", { operands: [x], result }).ir).toEqual([
      "%1: fixed<6,3>[2,1,6] = quantize(%0) -> ap_fixed<6,3>",
      "%2: fixed<6,3>[12] = reshape(%1) {shape=[12]}",
    ]);
  });
});
