import { describe, expect, test } from "vitest";
import { readNode } from "../../../test/support/read-node.js";
import { runNode } from "../../../test/support/run-node.js";
import { apFixed, fixed } from "../../fixed/types.js";
import { hls4ml } from "../../frontend/numerics/hls4ml/index.js";
import { evaluate } from "../../ir/evaluate.js";
import { constantTensor, fullRange } from "../../ir/tensor.js";
import { type PoolAttrs, pool } from "./index.js";

const CHANNELS_LAST = "qonnx.custom_op.channels_last";
const line = { dims: [1, 4], data: [1, -2, 3, 8] };
const image = { dims: [1, 3, 3], data: [1, 2, 3, 4, 5, 6, 7, 8, 9] };

describe("pool", () => {
  test.each([
    ["MaxPool", line, { kernel_shape: [2], strides: [2] }, [1, 8]],
    ["MaxPool", line, { kernel_shape: [2], pads: [1, 0] }, [1, 1, 3, 8]],
    ["MaxPool", { dims: [1, 2], data: [-3, -2] }, { kernel_shape: [3], pads: [1, 1] }, [-2, -2]],
    ["MaxPool", line, { kernel_shape: [2], dilations: [2] }, [3, 8]],
    ["MaxPool", image, { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }, [5, 6, 8, 9]],
    ["MaxPool", image, { kernel_shape: [2, 2], strides: [2, 2] }, [5]],
    ["MaxPool", image, { kernel_shape: [2, 2], auto_pad: "SAME_LOWER", strides: [2, 2] }, [1, 3, 7, 9]],
    ["AveragePool", line, { kernel_shape: [2], strides: [2] }, [-0.5, 5.5]],
    ["AveragePool", line, { kernel_shape: [2], pads: [1, 0] }, [1, -0.5, 0.5, 5.5]],
    ["AveragePool", line, { kernel_shape: [2], pads: [1, 0], count_include_pad: 1 }, [0.5, -0.5, 0.5, 5.5]],
    ["AveragePool", image, { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }, [3, 4.5, 7.5, 9]],
    [
      "AveragePool",
      image,
      { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1, count_include_pad: 1 },
      [3, 4.5, 7.5, 9],
    ],
    ["GlobalAveragePool", { dims: [2, 2, 1], data: [1, 2, 3, 5] }, {}, [1.5, 4]],
    ["GlobalMaxPool", { dims: [2, 2], data: [1, 2, 5, 3] }, {}, [2, 5]],
  ])("%s %#", (op, x, attributes, expected) => {
    expect(runNode(op, { operands: [x], attributes })).toEqual(expected);
  });

  test("channels last", () => {
    const x = { dims: [2, 2], data: [1, 10, 4, 20] };
    const attributes = { kernel_shape: [2] };
    expect(runNode("AveragePool", { domain: CHANNELS_LAST, opset: 1, operands: [x], attributes })).toEqual([2.5, 15]);
    expect(runNode("GlobalMaxPool", { domain: CHANNELS_LAST, opset: 1, operands: [x] })).toEqual([4, 20]);
  });

  const attrs: PoolAttrs = {
    fn: "average",
    kernel: [3],
    strides: [1],
    dilations: [1],
    pads: [0, 0],
    counted: [0, 0],
    accum: undefined,
  };
  const average = (accum: PoolAttrs["accum"], values: readonly number[]) => {
    const x = constantTensor([values.length, 1], fixed(true, 8, 8), values.map(BigInt));
    const type = pool.infer({ ...attrs, accum }, [
      { ...x.type, range: fullRange([values.length, 1], x.type.elem).range },
    ]);
    return { elem: type.elem, data: [...evaluate(pool, { ...attrs, accum }, [x], type).data] };
  };

  test("every sum is assigned to the accumulator, its quotient truncated toward zero", () => {
    expect(average(apFixed(fixed(true, 10, 10)), [-1, -2, -4]).data).toEqual([-2]);
    expect(average(apFixed(fixed(true, 8, 8), "TRN", "SAT"), [100, 100, -100]).data).toEqual([9]);
    expect(average(apFixed(fixed(true, 8, 8)), [100, 100, -100]).data).toEqual([33]);
  });

  test("without an accumulator two more fraction bits hold a third", () => {
    expect(average(undefined, [-1, -2, -4])).toEqual({ elem: fixed(true, 10, 8), data: [-9] });
  });

  test("pads take part in a maximum of unsigned pixels by hls4ml's rules only", () => {
    const attributes = { kernel_shape: [3], pads: [1, 1] };
    const pixels = { operands: [{ dims: [1, 3], data: [1, 2, 100] }], attributes, input: fixed(false, 7, 7) };
    const result = apFixed(fixed(false, 8, 8));
    const layer = { precision: () => result };
    expect(runNode("MaxPool", { ...pixels, layer })).toEqual([2, 100, 100]);
    expect(runNode("MaxPool", { ...pixels, layer, numerics: hls4ml })).toEqual([64, 100, 100]);
  });

  test("refuses windows without a pixel, and the second output of MaxPool's specification", () => {
    const problems = (attributes: Record<string, number[]>, shape = [1, 3]) =>
      readNode("MaxPool", { operands: [{ shape }], attributes }).problems;
    expect(problems({ kernel_shape: [1], pads: [1, 0] })).toEqual([
      "BX1126 pads is [1, 0]; expected windows that meet a real pixel",
    ]);
    expect(problems({})).toEqual(["BX1126 kernel_shape is []; expected 1 integers of at least 1"]);
    expect(problems({ kernel_shape: [2] }, [3])).toEqual(["BX1127 the input has 0 spatial axes; supported: 1, 2"]);
  });
});
