import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { createReporter } from "../../../diagnostics/reporter.js";
import type { FloatTensor } from "../../../ir/import.js";
import { attributeReader } from "../attribute-reader.js";
import { type AttributeDescription, encodeModel, type NodeDescription, type TensorDescription } from "../encode.js";
import { readModel } from "../read-model.js";
import { foldOf } from "./fold.js";

type Attributes = Readonly<Record<string, AttributeDescription>>;

/** What the evaluator makes of a node whose operands are all constant; a text is why it refuses. */
function fold(
  op: string,
  operands: readonly (TensorDescription | undefined)[],
  attributes: Attributes = {},
  opset = 13,
  domain = "",
): FloatTensor | string {
  const model = readModel(
    encodeModel(oneNode(op, operands, attributes, opset, domain)),
    "m",
    () => undefined,
    createReporter(),
  );
  const node = model?.nodes[0];
  if (model === undefined || node === undefined) return "unread";
  let problem = "";
  const refuse = (why: string): undefined => {
    problem = why;
  };
  const reader = attributeReader(node.attributes, () => refuse("attribute"));
  const inputs = node.inputs.map((name) => model.initializers.get(name));
  const value = foldOf(domain, op)?.({ ...reader, opType: op, opset, inputs, refuse });
  return problem !== "" || value === undefined ? problem : value;
}

function oneNode(
  op: string,
  operands: readonly (TensorDescription | undefined)[],
  attributes: Attributes,
  opset: number,
  domain = "",
) {
  const inputs = operands.map((operand, i) => (operand === undefined ? "" : `c${i}`));
  const nodes: NodeDescription[] = [{ op, domain, inputs, outputs: ["y"], attributes }];
  const initializers = Object.fromEntries(
    operands.flatMap((operand, i) => (operand === undefined ? [] : [[`c${i}`, operand]])),
  );
  return {
    inputs: [{ name: "x", shape: ["N", 1] }],
    outputs: [{ name: "y" }],
    nodes,
    initializers,
    opsets: { [domain]: 1, "": opset },
  };
}

const f = (shape: number[], ...data: number[]): TensorDescription => ({ shape, data });
const i = (...data: number[]): TensorDescription => ({ shape: [data.length], data, dtype: "int64" });
const many = (shape: number[], start = -3, step = 0.7): TensorDescription => {
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Array.from({ length: size }, (_, k) => start + k * step) };
};
const A = many([2, 3]);
const B = many([2, 3], 1.1, -0.35);

/** Operator, operands, attributes, opset; results must be those of onnxruntime, to the last bit where `exact`. */
const CASES: readonly (readonly [string, readonly (TensorDescription | undefined)[], Attributes?, number?])[] = [
  ["Add", [A, B]],
  ["Add", [A, f([3], 0.1, 0.2, 0.3)]],
  ["Sub", [A, f([2, 1], 0.1, 0.2)]],
  ["Mul", [A, B]],
  ["Div", [A, B]],
  [
    "Div",
    [
      { shape: [4], data: [7, -7, 8, 9], dtype: "int64" },
      { shape: [4], data: [2, 2, -3, 3], dtype: "int64" },
    ],
  ],
  [
    "Mod",
    [
      { shape: [4], data: [7, -7, 7, -7], dtype: "int64" },
      { shape: [4], data: [3, 3, -3, -3], dtype: "int64" },
    ],
  ],
  ["Pow", [A, f([], 2)]],
  ["Min", [A, B, f([1], 0.25)]],
  ["Max", [A, B, f([1], 0.25)]],
  ["Sum", [A, B, A]],
  ["Neg", [A]],
  ["Abs", [A]],
  ["Sign", [A]],
  ["Sqrt", [many([4], 0, 0.3)]],
  ["Reciprocal", [A]],
  ["Floor", [A]],
  ["Ceil", [A]],
  ["Round", [f([6], 0.5, 1.5, 2.5, -0.5, -1.5, 2.4999)]],
  ["Relu", [A]],
  ["Exp", [A]],
  ["Log", [many([4], 0.2, 0.3)]],
  ["Sigmoid", [A]],
  ["Tanh", [A]],
  ["Clip", [A, f([], -1), f([], 0.5)]],
  ["Clip", [A, undefined, f([], 0.5)]],
  ["Clip", [A], { min: { float: -1 }, max: { float: 0.5 } }, 10],
  ["Identity", [A]],
  ["Cast", [A], { to: { int: 7 } }],
  ["Cast", [A], { to: { int: 11 } }],
  ["Where", [{ shape: [3], data: Uint8Array.of(1, 0, 1), dtype: "bool" }, A, B]],
  ["Reshape", [A, i(3, -1)]],
  ["Reshape", [A, i(0, 1, 3)]],
  ["Flatten", [many([2, 3, 2])], { axis: { int: 2 } }],
  ["Flatten", [many([2, 3, 2])], { axis: { int: 0 } }],
  ["Squeeze", [many([1, 3, 1]), i(-1)]],
  ["Squeeze", [many([1, 3, 1])], { axes: { ints: [0] } }, 11],
  ["Squeeze", [many([1, 3, 1])]],
  ["Unsqueeze", [A, i(0, 3)]],
  ["Unsqueeze", [A], { axes: { ints: [1] } }, 11],
  ["Transpose", [many([2, 3, 4])]],
  ["Transpose", [many([2, 3, 4])], { perm: { ints: [1, 2, 0] } }],
  ["Concat", [A, B, many([2, 1])], { axis: { int: 1 } }],
  ["Concat", [A, many([1, 3])], { axis: { int: -2 } }],
  ["Slice", [many([4, 5]), i(1, 4), i(3, -6), i(0, 1), i(1, -2)]],
  ["Slice", [many([4, 5]), i(-3), i(2 ** 62), i(1)]],
  ["Slice", [many([4, 5])], { starts: { ints: [1] }, ends: { ints: [100] }, axes: { ints: [0] } }, 9],
  ["Gather", [many([3, 2]), i(2, -3, 1)]],
  ["Gather", [many([3, 4]), { shape: [], data: [1], dtype: "int64" }], { axis: { int: 1 } }],
  ["Expand", [f([2, 1], 1, 2), i(3, 1, 4)]],
  ["Tile", [A, i(2, 3)]],
  ["Shape", [many([2, 5, 3])]],
  ["Shape", [many([2, 5, 3])], { start: { int: -2 } }, 15],
  ["Size", [many([2, 5, 3])]],
  ["Range", [f([], 1), f([], 4), f([], 0.75)]],
  ["Constant", [], { value_floats: { floats: [1.5, 2] } }],
  ["Constant", [], { value: { tensor: f([1, 2], 3, 4) } }],
  ["ConstantOfShape", [i(2, 2)], { value: { tensor: f([1], 0.5) } }],
  ["ReduceSum", [many([2, 3, 2]), i(1)], { keepdims: { int: 0 } }],
  ["ReduceSum", [many([2, 3, 2])]],
  ["ReduceMean", [many([2, 3, 2])], { axes: { ints: [0, -1] } }],
  ["ReduceMax", [many([2, 3])], { axes: { ints: [1] } }],
  ["ReduceMin", [many([2, 3])], { axes: { ints: [0] }, keepdims: { int: 0 } }],
  ["ReduceProd", [many([2, 2])], { axes: { ints: [1] } }],
  ["MatMul", [A, many([3, 2])]],
  ["Gemm", [A, many([2, 3]), f([2], 1, 2)], { transB: { int: 1 }, alpha: { float: 0.5 }, beta: { float: 2 } }],
  ["Gemm", [many([3, 2]), many([3, 4]), many([2, 1])], { transA: { int: 1 } }],
];

/** Functions whose last bit depends on the library that computes them, and sums whose order is the runtime's own. */
const INEXACT = new Set([
  "Exp",
  "Log",
  "Sigmoid",
  "Tanh",
  "ReduceSum",
  "ReduceMean",
  "ReduceProd",
  "MatMul",
  "Gemm",
  "Pow",
]);

async function byRuntime(
  op: string,
  operands: readonly (TensorDescription | undefined)[],
  attributes: Attributes,
  opset: number,
  dtype: string,
) {
  const outputs = [{ name: "y", dtype }];
  const model = encodeModel({ ...oneNode(op, operands, attributes, opset), inputs: [], outputs });
  const session = await InferenceSession.create(model, {
    graphOptimizationLevel: "disabled",
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const { y } = await session.run({});
  if (!(y instanceof Tensor)) throw new Error("no output");
  return { shape: [...y.dims], data: Array.from(y.data as ArrayLike<number | bigint>, Number) };
}

describe("constants are folded as onnxruntime computes them", () => {
  test.each(CASES.map((entry, k) => [`${entry[0]} (${k})`, entry] as const))(
    "%s",
    async (_, [op, operands, attributes = {}, opset = 13]) => {
      const mine = fold(op, operands, attributes, opset);
      if (typeof mine === "string") throw new Error(mine);
      const dtype = mine.dtype === "integer" ? "int64" : mine.dtype;
      const theirs = await byRuntime(op, operands, attributes, opset, dtype);
      expect(mine.shape).toEqual(theirs.shape);
      const close = INEXACT.has(op) ? (v: number) => expect.closeTo(v, 5) : (v: number) => v;
      expect(Array.from(mine.data, (v) => v + 0)).toEqual(theirs.data.map((v) => close(v + 0)));
    },
  );
});

describe("QONNX quantizers of constants", () => {
  const quant = (x: number[], scale: number, bits: number, attributes: Attributes = {}, zero = 0) =>
    fold(
      "Quant",
      [f([x.length], ...x), f([], scale), f([], zero), f([], bits)],
      attributes,
      13,
      "qonnx.custom_op.general",
    );
  const values = (found: FloatTensor | string) =>
    typeof found === "string" ? found : [...found.data].map((v) => v + 0);
  const TIES = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.25, -0.75];
  const MODES: readonly (readonly [string, readonly number[]])[] = [
    ["ROUND", [-2, -2, 0, 0, 2, 2, 0, -1]],
    ["CEIL", [-2, -1, 0, 1, 2, 3, 1, 0]],
    ["FLOOR", [-3, -2, -1, 0, 1, 2, 0, -1]],
    ["UP", [-3, -2, -1, 1, 2, 3, 1, -1]],
    ["DOWN", [-2, -1, 0, 0, 1, 2, 0, 0]],
    ["HALF_UP", [-3, -2, -1, 1, 2, 3, 0, -1]],
    ["HALF_DOWN", [-2, -1, 0, 0, 1, 2, 0, -1]],
  ];
  test.each(MODES)("rounding mode %s", (mode, expected) => {
    expect(values(quant(TIES, 1, 8, { rounding_mode: { string: mode } }))).toEqual(expected);
  });

  test("a power of two as scale fixes the type", () => {
    const signed = quant([0.3, 9, -9], 0.25, 4, { narrow: { int: 1 } });
    expect(signed).toMatchObject({
      precision: { signed: true, width: 4, int: 2, rounding: "RND_CONV", overflow: "SAT_SYM" },
    });
    expect(values(signed)).toEqual([0.25, 1.75, -1.75]);
    const unsigned = quant([-1, 9], 0.5, 2, { signed: { int: 0 }, rounding_mode: { string: "FLOOR" } });
    expect(unsigned).toMatchObject({
      precision: { signed: false, width: 2, int: 1, rounding: "TRN", overflow: "SAT" },
    });
    expect(values(unsigned)).toEqual([0, 1.5]);
  });

  test("another scale or a zero point fixes none", () => {
    expect(quant([1], 0.3, 4)).not.toHaveProperty("precision");
    const shifted = quant([-1, 0, 30], 1, 4, { signed: { int: 0 } }, 3);
    expect(shifted).not.toHaveProperty("precision");
    expect(values(shifted)).toEqual([-1, 0, 12]);
  });

  test("the quotient is rounded to float32, as numpy does", () => {
    // 0.15 / 0.1 is 1.5 in float32 (a tie, to 2) and a little less in double precision.
    const [x, scale] = [Math.fround(0.15), Math.fround(0.1)];
    expect(x / scale).not.toBe(1.5);
    expect(values(quant([x], scale, 4))).toEqual([Math.fround(2 * scale)]);
  });

  test("one signed bit is a sign", () => {
    const found = quant([0, -0.1, 7], 0.5, 1);
    expect(values(found)).toEqual([0.5, -0.5, 0.5]);
    expect(found).toMatchObject({ precision: { signed: true, width: 2, int: 1 } });
  });

  test("BipolarQuant: zero counts as positive; moving elements keeps the type", () => {
    const found = fold("BipolarQuant", [f([3], 0, -3, 2), f([], 2)], {}, 13, "onnx.brevitas");
    expect(values(found)).toEqual([2, -2, 2]);
    expect(found).toMatchObject({ precision: { signed: true, width: 2, int: 3 } });
  });
});

describe("constants without a value", () => {
  test.each([
    ["Reshape", [A, i(4, -1)], {}, "shape [2, 3] can't be read as [4, -1]"],
    ["Add", [A, f([2], 1, 2)], {}, "shapes [2, 3] and [2] do not broadcast"],
    ["Transpose", [A], { perm: { ints: [0, 0] } }, "perm [0, 0] is no permutation of 2 axes"],
    ["Gather", [A, i(5)], {}, "an index is outside an axis of length 2"],
    ["Concat", [A, f([2], 1, 2)], { axis: { int: 3 } }, "axis 3 does not exist in rank 2"],
    ["Tile", [A, i(2)], {}, "it has 1 repeats for 2 axes"],
    ["Range", [f([], 0), f([], 1), f([], 0)], {}, "its step is 0"],
    ["Unsqueeze", [], {}, "operand 0 is missing"],
  ] as const)("%s", (op, operands, attributes, problem) => expect(fold(op, operands, attributes)).toBe(problem));
});
