import { describe, expect, test } from "vitest";
import { expectElements, randomCases, valueAt } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { stridesOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { pad } from "./index.js";

const x = { shape: [2, 3] };

describe("pad", () => {
  test("surrounds the operand with the constant", () => {
    for (const found of randomCases(pad)) {
      const [tensor, value] = [must(found.ins[0], "x"), must(found.ins[1], "value")];
      const { shape } = tensor.type;
      const padded = found.out.type.shape;
      expectElements(found, (_, k, event) => {
        const place = stridesOf(padded).map(
          (stride, i) => (Math.floor(k / stride) % (padded[i] ?? 1)) - (found.attrs.before[i] ?? 0),
        );
        if (place.some((at, i) => at < 0 || at >= (shape[i] ?? 0))) return valueAt(value, 0, 0);
        return valueAt(
          tensor,
          event,
          stridesOf(shape).reduce((sum, stride, i) => sum + stride * (place[i] ?? 0), 0),
        );
      });
    }
  });
});

describe("Pad", () => {
  test.each([
    [2, [x], { pads: [0, 1, 0, 0, 0, 2], value: -1 }],
    [13, [x, { data: [0, 1, 0, 0, 0, 2] }, { data: [-1] }], {}],
    [18, [x, { data: [1, 0, 0, 2] }, { data: [-1] }, { data: [1, -1] }], {}],
  ])("opset %d", (opset, operands, attributes) => {
    const { ir, bound } = readNode("Pad", { opset, operands, attributes });
    expect(ir).toEqual([
      "const @n.value: fixed<5,1>[1] = -16",
      "%1: fixed<8,4>[3,5] = pad(%0, @n.value) {before=[1, 0], after=[0, 2]}",
    ]);
    expect(bound?.shape).toEqual([3, 5]);
  });

  test("pads follow the axes of what lies channels-last", () => {
    const operands = [{ shape: [2, 3], channelsLast: true }, { data: [0, 0, 1, 0, 0, 2] }];
    const { ir, bound } = readNode("Pad", { operands });
    expect(ir[1]).toBe("%1: fixed<8,4>[6,2] = pad(%0, @n.value) {before=[1, 0], after=[2, 0]}");
    expect(bound?.shape).toEqual([2, 6]);
  });

  test.each([
    [{ data: [0, -1, 0, 0, 0, 0] }, {}, "BX1160 operand 'pads' is [0, -1, 0, 0, 0, 0], which is not supported"],
    [{ data: [1, 0, 0, 0, 0, 0] }, {}, "BX1160 operand 'pads' is [1, 0, 0, 0, 0, 0], which is not supported"],
    [{ data: [1, 0] }, {}, "BX1160 operand 'pads' is [1, 0], which is not supported"],
    [{ data: [0, 0, 0, 0, 0, 0] }, { mode: "reflect" }, "BX1112 attribute 'mode' is reflect, which is not supported"],
  ])("refuses %j %j", (pads, attributes, problem) => {
    expect(readNode("Pad", { operands: [x, pads], attributes }).problems).toEqual([problem]);
  });
});
