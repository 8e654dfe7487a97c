import { describe, expect, test } from "vitest";
import { expectElements, randomCases, valueAt } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { apFixed, fixed } from "../../fixed/types.js";
import { stridesOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { concat } from "./index.js";

describe("concat", () => {
  test("the second operand follows the first along the axis", () => {
    for (const found of randomCases(concat)) {
      const { axis } = found.attrs;
      const [a, b] = [must(found.ins[0], "a"), must(found.ins[1], "b")];
      const joint = a.type.shape[axis] ?? 0;
      expectElements(found, (_, k, event) => {
        const place = stridesOf(found.out.type.shape).map(
          (stride, i) => Math.floor(k / stride) % (found.out.type.shape[i] ?? 1),
        );
        const operand = (place[axis] ?? 0) < joint ? a : b;
        const own = place.map((at, i) => (i === axis && operand === b ? at - joint : at));
        const index = stridesOf(operand.type.shape).reduce((sum, stride, i) => sum + stride * (own[i] ?? 0), 0);
        return valueAt(operand, event, index);
      });
    }
  });
});

describe("Concat", () => {
  test("of three operands is a chain, and only its end is rounded", () => {
    const operands = [{ shape: [2] }, { shape: [1], type: fixed(false, 4, 6) }, { shape: [3] }];
    const result = apFixed(fixed(true, 6, 4));
    const { ir, bound } = readNode("Concat", { operands, attributes: { axis: 1 }, result });
    expect(ir).toEqual([
      "%3: fixed<11,7>[3] = concat(%0, %1) {axis=0}",
      "%4: fixed<6,4>[6] = concat(%3, %2) {axis=0} -> ap_fixed<6,4>",
    ]);
    expect(bound?.shape).toEqual([6]);
  });

  test("along the channels of what lies channels-last", () => {
    const operands = [
      { shape: [2, 3], channelsLast: true },
      { shape: [1, 3], channelsLast: true },
    ];
    const { ir, bound } = readNode("Concat", { operands, attributes: { axis: 1 } });
    expect(ir).toEqual(["%2: fixed<8,4>[3,3] = concat(%0, %1) {axis=1}"]);
    expect([bound?.shape, [...(bound?.order ?? [])]]).toEqual([
      [3, 3],
      [0, 3, 6, 1, 4, 7, 2, 5, 8],
    ]);
  });

  test("operands that differ elsewhere are refused", () => {
    const { problems } = readNode("Concat", {
      operands: [{ shape: [2, 3] }, { shape: [2, 4] }],
      attributes: { axis: 1 },
    });
    expect(problems).toEqual([
      "BX1111 an operand of Concat has shape [2, 4]; expected the shape of the first, [2, 3], but for axis 1",
    ]);
  });
});
