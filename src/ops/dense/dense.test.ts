import { describe, expect, test } from "vitest";
import { readNode } from "../../../test/support/read-node.js";
import { runNode } from "../../../test/support/run-node.js";
import { apFixed, fixed } from "../../fixed/types.js";
import { hls4ml } from "../../frontend/numerics/hls4ml/index.js";
import { evaluate } from "../../ir/evaluate.js";
import { summationOrder } from "../../ir/linear-form.js";
import { constantTensor, fullRange } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { type DenseAttrs, dense } from "./index.js";

const integer = (width: number) => fixed(true, width, width);

describe("dense", () => {
  const weight = (dims: number[], ...data: number[]) => ({ dims, data, constant: true });
  const x = { dims: [2], data: [3, -1.5] };

  test.each([
    ["MatMul", [x, weight([2, 3], 1, 2, 4, 0, 8, 1)], {}, [3, -6, 10.5]],
    ["MatMul", [{ dims: [2, 2], data: [1, 0, 0, 1] }, weight([2, 2], 1, 2, 3, 4)], {}, [1, 2, 3, 4]],
    ["Gemm", [x, weight([2, 2], 1, 2, 3, 4), weight([2], 0.5, 8)], {}, [-1, 8]],
    ["Gemm", [x, weight([2, 2], 1, 2, 3, 4)], { transB: 1 }, [0, 3]],
    ["Gemm", [x, weight([2, 1], 1, 2), weight([], 3)], { alpha: 0.5, beta: 2 }, [6]],
  ])("%s %#", (op, operands, attributes, expected) => {
    expect(runNode(op, { operands, attributes })).toEqual(expected);
  });

  test("a Gemm that hls4ml's configuration types is one layer: its sum starts at the bias", () => {
    const operands = [{ dims: [1], data: [0.5] }, weight([1, 1], 1), weight([1], 0.5)];
    const type = (variable: string) => apFixed(variable === "result" ? integer(8) : fixed(true, 9, 8));
    const ofModel = { precision: type };
    // 0.5 is lost in the result type before the bias of an Add comes to it.
    expect(runNode("Gemm", { operands, numerics: hls4ml, layer: ofModel })).toEqual([0]);
    expect(runNode("Gemm", { operands, numerics: hls4ml, layer: { ...ofModel, ownPrecision: type } })).toEqual([1]);
  });

  test("takes the rows of a matrix in ONNX's own order", () => {
    const image = { shape: [2, 3], channelsLast: true };
    const weights = { data: [1, 2, 3, 4, 5, 6], dims: [3, 2] };
    expect(readNode("MatMul", { operands: [image, weights] }).ir.at(-1)).toMatch(/^%2: .* = dense\(%1, @n\.weight\)/);
  });

  test("Resource adds every rf-th product, remainder after remainder", () => {
    expect([...summationOrder(7, "Resource", 3)]).toEqual([0, 3, 6, 1, 4, 2, 5]);
    expect([...summationOrder(4, "Resource", 5)]).toEqual([0, 1, 2, 3]);
    expect([...summationOrder(4, "Latency", 2)]).toEqual([0, 1, 2, 3]);
  });

  const run = (attrs: DenseAttrs, values: number[], weights: number[], bias?: number) => {
    const input = constantTensor([values.length], integer(8), values.map(BigInt));
    const w = constantTensor([weights.length, 1], integer(4), weights.map(BigInt));
    const b = bias === undefined ? [] : [constantTensor([1], integer(8), [BigInt(bias)])];
    const out = dense.infer(
      attrs,
      [input, w, ...b].map(({ type }) => type),
    );
    const count = { count: 0 };
    return { ...evaluate(dense, attrs, [input, w, ...b], out, count), overflows: count.count };
  };

  test("each product and each sum is assigned to the accumulator, in the schedule's order", () => {
    const accum = apFixed(integer(8), "TRN", "SAT");
    const latency = run({ accum, strategy: "Latency", reuse: 2 }, [100, 100, -100, 5], [1, 1, 1, 1]);
    expect([latency.data[0], latency.overflows]).toEqual([32, 1]);
    const resource = run({ accum, strategy: "Resource", reuse: 2 }, [100, 100, -100, 5], [1, 1, 1, 1]);
    expect([resource.data[0], resource.overflows]).toEqual([105, 0]);
    const product = run({ accum, strategy: "Latency", reuse: 1 }, [100], [2], -100);
    expect([product.data[0], product.overflows]).toEqual([27, 1]);
  });

  test("plain wraps cancel: the range stays that of the sum", () => {
    const attrs: DenseAttrs = { accum: apFixed(integer(8)), strategy: "Latency", reuse: 1 };
    const input = { ...fullRange([2], integer(8)), range: { lo: [0n, -100n], hi: [100n, -90n] } };
    const w = constantTensor([2, 1], integer(4), [2n, 2n]).type;
    expect(dense.infer({ ...attrs, accum: apFixed(integer(9)) }, [input, w]).range).toEqual({ lo: [-200n], hi: [20n] });
    expect(dense.infer(attrs, [input, w]).range).toEqual({ lo: [-128n], hi: [127n] });
  });

  test("a zeroing accumulator may lose a product whose sum would fit", () => {
    const accum = apFixed(integer(8), "TRN", "SAT_ZERO");
    expect(run({ accum, strategy: "Latency", reuse: 1 }, [65], [2], -100)).toMatchObject({
      type: { range: { lo: [-128n], hi: [127n] } },
      data: Float64Array.of(-100),
    });
  });

  test("without an accumulator the type is that of the actual weights", () => {
    const input = fullRange([3], integer(8));
    const w = constantTensor([3, 1], integer(8), [1n, 0n, -1n]).type;
    const out = dense.infer({ accum: undefined, strategy: "Latency", reuse: 1 }, [input, w]);
    expect([out.elem, out.range]).toEqual([integer(9), { lo: [-255n], hi: [255n] }]);
  });

  test("Resource weights lie one row a cycle", () => {
    const input = fullRange([3], integer(8));
    const w = constantTensor([3, 2], integer(4), [1n, 2n, 3n, 4n, 5n, 6n]);
    const attrs: DenseAttrs = { accum: undefined, strategy: "Resource", reuse: 2 };
    const exact = dense.infer(attrs, [input, w.type]);
    const view = { attrs, ins: [input, w.type], constants: [undefined, w], exact, result: apFixed(exact.elem) };
    const call = dense.hls(view);
    expect(call).toMatchObject({ fn: "dense_resource", arguments: [0, "out"], config: { n_steps: 2, n_lanes: 4 } });
    // Cycle 0 takes inputs 0 and 2 of both outputs, cycle 1 input 1 and a place that is empty.
    expect(must(call.tables[0], "table").tensor.type.range.lo).toEqual([1n, 5n, 2n, 6n, 3n, 0n, 4n, 0n]);
  });

  test("says what does not fit", () => {
    const problem = (op: string, ...operands: Parameters<typeof readNode>[1]["operands"]) =>
      readNode(op, { operands }).problems;
    expect(problem("MatMul", { shape: [3] }, { shape: [3] })).toEqual([
      "BX1110 operand B (the weight matrix of MatMul) is computed from the model's inputs; it must be a constant",
    ]);
    expect(problem("MatMul", { shape: [3] }, { data: [1, 2], dims: [2, 1] })).toEqual([
      "BX1113 A has length 3 along axis -1; expected 2",
    ]);
    expect(problem("Gemm", { shape: [1] }, { data: [1, 2], dims: [1, 2] }, { data: [1, 2, 3] })).toEqual([
      "BX1111 C has shape [3]; expected [2], one value an output",
    ]);
  });
});
