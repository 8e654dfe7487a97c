import { describe, expect, test } from "vitest";
import { expectElements, randomCases, valueAt } from "../../../test/support/op-cases.js";
import { readNode, type TestOperand } from "../../../test/support/read-node.js";
import { fixed } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import { clip } from "./index.js";

const x = { shape: [2] };

describe("clip", () => {
  test("gives the nearer bound for what lies outside", () => {
    for (const found of randomCases(clip, 150)) {
      const [lowest, highest] = [1, 2].map((i) => valueAt(must(found.ins[i], "bound"), 0, 0)) as [bigint, bigint];
      expectElements(found, (value) => (value < lowest ? lowest : value > highest ? highest : value));
    }
  });

  test("bounds are exact on the grid of x", () => {
    expect(readNode("Clip", { operands: [x, { data: [0] }, { data: [6] }] }).ir).toEqual([
      "const @n.min: ufixed<1,-3>[1] = 0",
      "const @n.max: ufixed<7,3>[1] = 96",
      "%1: ufixed<7,3>[2] = clip(%0, @n.min, @n.max)",
    ]);
  });

  test("an absent or unreachable bound is the end of x's type", () => {
    const ends = ["const @n.min: fixed<8,4>[1] = -128", "const @n.max: fixed<8,4>[1] = 127"];
    expect(readNode("Clip", { operands: [x] }).ir.slice(0, 2)).toEqual(ends);
    expect(readNode("Clip", { opset: 6, operands: [x], attributes: { min: -3.4e38, max: 8 } }).ir.slice(0, 2)).toEqual(
      ends,
    );
  });

  test("a bound between two mantissas makes the result finer", () => {
    const { ir } = readNode("Clip", { operands: [x, undefined, { data: [0.96875] }] });
    expect(ir.slice(1)).toEqual(["const @n.max: ufixed<5,0>[1] = 31", "%1: fixed<9,4>[2] = clip(%0, @n.min, @n.max)"]);
  });

  test("an upper bound below everything is the result, also where the bounds cross", () => {
    const unsigned: TestOperand = { shape: [2], type: fixed(false, 4, 4) };
    expect(readNode("Clip", { operands: [unsigned, undefined, { data: [-2] }] }).ir.at(-1)).toBe(
      "%1: fixed<2,2>[2] = clip(%0, @n.min, @n.max)",
    );
    expect(readNode("Clip", { operands: [x, { data: [3] }, { data: [1] }] }).ir.slice(0, 2)).toEqual([
      "const @n.min: ufixed<5,1>[1] = 16",
      "const @n.max: ufixed<5,1>[1] = 16",
    ]);
  });

  test("computed and NaN bounds are refused", () => {
    expect(readNode("Clip", { operands: [x, x] }).problems).toEqual([
      "BX1110 operand min (a bound of Clip) is computed from the model's inputs; it must be a constant",
    ]);
    expect(readNode("Clip", { operands: [x, { data: [Number.NaN] }] }).problems).toEqual([
      "BX1160 operand 'min' is NaN, which is not supported",
    ]);
  });
});
