import { describe, expect, test } from "vitest";
import { readNode } from "../../../test/support/read-node.js";
import { runNode } from "../../../test/support/run-node.js";
import { apFixed, fixed } from "../../fixed/types.js";
import { hls4ml } from "../../frontend/numerics/hls4ml/index.js";
import { evaluate } from "../../ir/evaluate.js";
import { constantTensor, fullRange } from "../../ir/tensor.js";
import { type ReduceAttrs, reduce } from "./index.js";

const x = { dims: [2, 3], data: [1, 2, 3, 4, 5, -7] };
const axes = (...data: number[]) => ({ dims: [data.length], data, constant: true });

describe("reduce", () => {
  test.each([
    ["ReduceSum", 11, [x], { axes: [1] }, [5, 7, -4]],
    ["ReduceSum", 13, [x, axes(-1)], {}, [6, 2]],
    ["ReduceSum", 13, [x], { noop_with_empty_axes: 1 }, x.data],
    ["ReduceMean", 11, [x], { axes: [1] }, [2.5, 3.5, -2]],
    ["ReduceMean", 18, [x, axes(1)], {}, [2.5, 3.5, -2]],
    ["ReduceMax", 11, [x], { axes: [2] }, [3, 5]],
    ["ReduceMax", 18, [x, axes(2)], {}, [3, 5]],
    ["ReduceMin", 13, [x], { axes: [1, 2] }, [-7]],
    ["ReduceSumSquare", 13, [x], { axes: [2], keepdims: 0 }, [14, 90]],
    ["ReduceSumSquare", 21, [x, axes(1, -1)], {}, [104]],
  ])("%s of opset %i %#", (op, opset, operands, attributes, expected) => {
    expect(runNode(op, { opset, operands, attributes })).toEqual(expected);
  });

  const sum = (fn: ReduceAttrs["fn"], accum: ReduceAttrs["accum"], values: readonly number[]) => {
    const attrs: ReduceAttrs = { fn, axes: [0], keepdims: true, accum };
    const input = constantTensor([values.length], fixed(true, 8, 7), values.map(BigInt));
    const type = reduce.infer(attrs, [fullRange([values.length], input.type.elem)]);
    return [...evaluate(reduce, attrs, [input], type).data];
  };

  test("each term is assigned to the accumulator, then each sum", () => {
    const halves = apFixed(fixed(true, 8, 8));
    expect(sum("sum", halves, [1, 1, 1, 1])).toEqual([0]);
    expect(sum("sum", { ...halves, rounding: "RND" }, [1, 1, 1, 1])).toEqual([4]);
    expect(sum("sum_square", { ...halves, overflow: "SAT" }, [30, 3])).toEqual([127]);
    expect(sum("mean", halves, [-4, -4, -6])).toEqual([-2]);
  });

  test("of a mean only the sum is assigned to the accumulator, as average pooling does", () => {
    const even = { ...apFixed(fixed(true, 8, 8)), rounding: "RND_CONV" } as const;
    // 1 + 0.5 is a tie between 1 and 2; 0.5 alone would have gone to 0.
    expect(sum("sum", even, [2, 1])).toEqual([1]);
    expect(sum("mean", even, [2, 1])).toEqual([1]);
    expect(sum("mean", even, [6, 1])).toEqual([2]);
  });

  test("types follow the values: squares are unsigned, a mean of four is exact", () => {
    const type = (fn: ReduceAttrs["fn"]) =>
      reduce.infer({ fn, axes: [0], keepdims: false, accum: undefined }, [fullRange([4], fixed(true, 4, 4))]);
    expect(type("sum_square")).toMatchObject({ shape: [], elem: fixed(false, 9, 9) });
    expect(type("mean")).toMatchObject({ elem: fixed(true, 6, 4), range: { lo: [-32n], hi: [28n] } });
    expect(type("max").elem).toEqual(fixed(true, 4, 4));
  });

  test("hls4ml's auto keeps every bit of a score, which its default type would wrap", () => {
    const operands = [{ dims: [2], data: [100, 3] }];
    const score = { opset: 13, operands, attributes: { axes: [1] }, numerics: hls4ml };
    const narrow = apFixed(fixed(true, 16, 6));
    expect(runNode("ReduceSumSquare", { ...score, layer: { precision: () => "auto" } })).toEqual([10009]);
    expect(runNode("ReduceSumSquare", { ...score, layer: { precision: () => narrow } })).toEqual([25]);
  });

  test("adds in ONNX's order, whatever the value's", () => {
    const { ir, bound } = readNode("ReduceSum", {
      operands: [{ shape: [2, 3], channelsLast: true }, { data: [1] }],
      attributes: { keepdims: 0 },
    });
    expect(ir.at(-1)).toMatch(/^%2: .*\[3\] = reduce\(%1\) \{fn="sum", axes=\[0\], keepdims=false\}$/);
    expect(bound?.shape).toEqual([3]);
  });

  test("says what does not fit", () => {
    const problems = (operands: Parameters<typeof readNode>[1]["operands"]) =>
      readNode("ReduceSum", { operands }).problems;
    expect(problems([{ shape: [3] }, { shape: [1] }])).toEqual([
      "BX1110 operand axes (the axes to reduce) is computed from the model's inputs; it must be a constant",
    ]);
    expect(problems([{ shape: [3] }])[0]).toMatch(/^BX1103 /);
    const alternating = problems([{ shape: [2, 2, 2, 2, 2] }, { data: [1, 3, 5] }]);
    expect(alternating).toEqual(["BX1123 the node needs 5 nested loops over its axes; at most 4 are supported"]);
  });
});
