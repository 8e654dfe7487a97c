import { describe, expect, test } from "vitest";
import { randomCases } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { runNode } from "../../../test/support/run-node.js";
import { fixed, fraction } from "../../fixed/types.js";
import { broadcastIndex } from "../../ir/broadcast.js";
import { constantTensor, elementAt, fullRange, type IntTensor } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import type { MergeFunction } from "./function.js";
import { merge } from "./index.js";

/** The op on one pair of mantissas, in words: exact rationals, then the fraction bits that each function keeps. */
function defined(fn: MergeFunction, a: bigint, fa: number, b: bigint, fb: number, frac: number): bigint {
  const up = (value: bigint, from: number): bigint => value << BigInt(frac - from);
  switch (fn) {
    case "add":
      return up(a, fa) + up(b, fb);
    case "sub":
      return up(a, fa) - up(b, fb);
    case "mul":
      return a * b;
    case "div":
      return b === 0n ? 0n : (a << BigInt(frac - fa + fb)) / b;
    case "max":
      return up(a, fa) > up(b, fb) ? up(a, fa) : up(b, fb);
    case "min":
      return up(a, fa) < up(b, fb) ? up(a, fa) : up(b, fb);
  }
}

describe("merge", () => {
  test("is its function on every pair of elements", () => {
    for (const { attrs, ins, out } of randomCases(merge, 120)) {
      const a: IntTensor = must(ins[0], "a");
      const b: IntTensor = ins[1] ?? a;
      const [fa, fb, frac] = [a, b, out].map(({ type }) => fraction(type.elem)) as [number, number, number];
      const [ia, ib] = [a, b].map(({ type }) => broadcastIndex(type.shape, out.type.shape));
      for (let event = 0; event < out.events; event++)
        for (const [i, at] of must(ia, "index").entries()) {
          const y = elementAt(b, event, ib?.[i] ?? 0);
          expect(elementAt(out, event, i)).toBe(defined(attrs.fn, elementAt(a, event, at), fa, y, fb, frac));
        }
    }
  });

  test("a square is never negative", () => {
    const x = fullRange([1], fixed(true, 4, 4));
    expect(merge.infer({ fn: "mul" }, [x]).elem).toEqual(fixed(false, 7, 7));
    expect(merge.infer({ fn: "mul" }, [x, x]).elem).toEqual(fixed(true, 8, 8));
  });

  test("a quotient's range knows that the divisor skips zero", () => {
    const a = constantTensor([1], fixed(true, 6, 6), [-20n]).type;
    const b = { ...fullRange([1], fixed(true, 3, 3)), range: { lo: [-3n], hi: [2n] } };
    expect(merge.infer({ fn: "div", widen: 0 }, [a, b]).range).toEqual({ lo: [-20n], hi: [20n] });
  });

  const x = { dims: [2, 3], data: [1, -2, 3, -4, 5, -6] };
  const column = { dims: [2, 1], data: [10, 20] };
  const literal = (dims: number[], ...data: number[]) => ({ dims, data, constant: true });

  test.each([
    ["Add", [x, column], [11, 8, 13, 16, 25, 14]],
    ["Sub", [column, x], [9, 12, 7, 24, 15, 26]],
    ["Mul", [x, x], [1, 4, 9, 16, 25, 36]],
    ["Max", [x, column, literal([], 12)], [12, 12, 12, 20, 20, 20]],
    ["Min", [x], [1, -2, 3, -4, 5, -6]],
    ["Sum", [x, x, x], [3, -6, 9, -12, 15, -18]],
    ["Mean", [x, column], [5.5, 4, 6.5, 8, 12.5, 7]],
    ["Pow", [x, literal([], 2)], [1, 4, 9, 16, 25, 36]],
    ["Add", [x, literal([3], 1, 2, 4)], [2, 0, 7, -3, 7, -2]],
    ["Add", [literal([1, 2, 1], 1, 2), x], [2, -1, 4, -2, 7, -4]],
    ["Sub", [x, literal([1], 0.5)], [0.5, -2.5, 2.5, -4.5, 4.5, -6.5]],
    ["Sub", [literal([1], 0.5), x], [-0.5, 2.5, -2.5, 4.5, -4.5, 6.5]],
    ["Mul", [literal([3], 0, 1, -2), x], [0, -2, -6, 0, 5, 12]],
    ["Div", [x, literal([2, 1], 2, 4)], [0.5, -1, 1.5, -1, 1.25, -1.5]],
    ["Max", [literal([1, 2, 3], -1, 1, -1, 1, -1, 1), { dims: [1, 3], data: [0, 0, 0] }], [0, 1, 0, 1, 0, 1]],
  ])("%s %#", (op, operands, expected) => {
    expect(runNode(op, { operands })).toEqual(expected);
  });

  test("c / x has the steps of x and 1 / x, and warns of zeros", () => {
    const { ir, problems } = readNode("Div", { operands: [{ data: [8] }, { shape: [2] }] });
    expect(ir.at(-1)).toBe('%1: fixed<17,9>[2] = merge(@n.operand, %0) {fn="div", widen=11}');
    expect(problems).toEqual(["BX1124 the divisor lies in [-8, 7.9375] and may be 0; x / 0 gives 0 here"]);
  });

  test("keeps a shared element order and exact one-bit scales", () => {
    const image = { shape: [2, 3], channelsLast: true };
    const sum = readNode("Add", { operands: [image, image] });
    expect(sum.ir).toEqual(['%2: fixed<9,5>[3,2] = merge(%0, %1) {fn="add"}']);
    expect(sum.bound?.shape).toEqual([2, 3]);
    const bias = readNode("Sub", { operands: [image, { data: [1, 2], dims: [2, 1] }] });
    expect(bias.ir.slice(0, 2)).toEqual(["const @n.scale: ufixed<1,1>[1] = 1", "const @n.bias: fixed<2,2>[2] = -1 -2"]);
  });

  test("tensors in different orders meet channels last", () => {
    const { ir, bound } = readNode("Mul", { operands: [{ shape: [2, 3], channelsLast: true }, { shape: [2, 1] }] });
    expect(ir.at(-1)).toMatch(/^%3: fixed<16,8>\[3,2\] = merge\(%0, %2\)/);
    expect(bound?.shape).toEqual([2, 3]);
  });

  test("says what does not fit", () => {
    const problem = (op: string, ...operands: Parameters<typeof readNode>[1]["operands"]) =>
      readNode(op, { operands }).problems;
    expect(problem("Add", { shape: [2, 3] }, { shape: [2] })).toEqual([
      "BX1122 operands of shapes [2, 3] and [2] do not broadcast",
    ]);
    expect(problem("Mul", { shape: [2] }, { data: [1, 2, 3, 4], dims: [2, 2] })).toEqual([
      "BX1121 the constant operand of shape [2, 2] runs along the batch axis (an event has 1 axes)",
    ]);
    expect(problem("Div", { shape: [2] }, { data: [1, 0] })).toEqual([
      "BX1120 the reciprocal of the divisor is not a finite number",
    ]);
    expect(problem("Pow", { shape: [2] }, { data: [3] })).toEqual(["BX1125 Pow with exponent 3 is not supported"]);
    expect(problem("Add", { shape: [2, 1, 2, 1, 2] }, { shape: [1, 3, 1, 3, 1] })).toEqual([
      "BX1123 the node needs 5 nested loops over its axes; at most 4 are supported",
    ]);
  });
});
