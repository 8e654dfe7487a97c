import { describe, expect, test } from "vitest";
import { expectElements, randomCases, valueAt } from "../../../test/support/op-cases.js";
import { readNode, type TestNode } from "../../../test/support/read-node.js";
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

describe("Slice, Gather, Split", () => {
  const x = { shape: [2, 3] };
  const order = (op: string, test: TestNode): string | undefined => {
    const { ir, problems } = readNode(op, test);
    return problems[0] ?? ir.map((line) => /\{order=.*\}/.exec(line)?.[0]).join(" ");
  };

  test("Slice by attributes and operands, from behind and backwards", () => {
    expect(order("Slice", { opset: 7, operands: [x], attributes: { starts: [1], ends: [2], axes: [1] } })).toBe(
      "{order=[3, 4, 5], shape=[1, 3]}",
    );
    const operands = [x, { data: [-1] }, { data: [-(2 ** 31)] }, { data: [2] }, { data: [-2] }];
    expect(order("Slice", { operands })).toBe("{order=[2, 0, 5, 3], shape=[2, 2]}");
    expect(order("Slice", { operands: [x, { data: [1] }, { data: [2 ** 63] }, { data: [-1] }] })).toBe(
      "{order=[1, 2, 4, 5], shape=[2, 2]}",
    );
  });

  test("Slice that keeps nothing, or of the batch, is refused", () => {
    expect(order("Slice", { operands: [x, { data: [2] }, { data: [2] }, { data: [1] }] })).toBe(
      "BX1160 operand 'starts' is [2], which is not supported",
    );
    expect(order("Slice", { operands: [x, { data: [0] }, { data: [1] }] })).toMatch(/batch/);
  });

  test("Gather drops the axis for a scalar, and reads where the elements lie", () => {
    expect(order("Gather", { operands: [x, { data: [-1], dims: [] }], attributes: { axis: 2 } })).toBe(
      "{order=[2, 5], shape=[2]}",
    );
    const operands = [{ ...x, channelsLast: true }, { data: [1, 1] }];
    expect(order("Gather", { operands, attributes: { axis: 1 } })).toBe("{order=[1, 3, 5, 1, 3, 5], shape=[2, 3]}");
    expect(order("Gather", { operands: [x, { data: [3] }], attributes: { axis: 2 } })).toBe(
      "BX1160 operand 'indices' is 3, which is not supported",
    );
  });

  test("Split into given lengths", () => {
    const split = { operands: [x, { data: [1, 2] }], attributes: { axis: 2 }, outputs: 2 };
    expect(order("Split", split)).toBe("{order=[0, 3], shape=[2, 1]} {order=[1, 2, 4, 5], shape=[2, 2]}");
    expect(order("Split", { ...split, opset: 11, operands: [x], attributes: { axis: 2, split: [2, 1] } })).toBe(
      "{order=[0, 1, 3, 4], shape=[2, 2]} {order=[2, 5], shape=[2, 1]}",
    );
    expect(order("Split", { ...split, operands: [x], attributes: { axis: -1 } })).toBe(
      "{order=[0, 1, 3, 4], shape=[2, 2]} {order=[2, 5], shape=[2, 1]}",
    );
    expect(order("Split", { ...split, operands: [x, { data: [1, 1] }] })).toBe(
      "BX1160 operand 'split' is [1, 1], which is not supported",
    );
  });
});
