import { describe, expect, test } from "vitest";
import { readDescription } from "../../../test/support/model-diagnostics.js";
import { printGraph } from "../../ir/print.js";
import { constantTensor, elementAt, sizeOf } from "../../ir/tensor.js";
import { interpret } from "../../sim/interpreter.js";
import { must } from "../../support/errors.js";
import type { ModelDescription, NodeDescription } from "./encode.js";

const graphOf = (model: ModelDescription) => {
  const { graph, says } = readDescription(model);
  expect(says.filter((line) => line.startsWith("error"))).toEqual([]);
  return must(graph, "graph");
};
const kinds = (model: ModelDescription): string[] => graphOf(model).nodes.map(({ kind }) => kind);

/** Real values of the only output for one event, whose inputs are the numbers 0, 1, 2 ... */
function run(model: ModelDescription): number[] {
  const graph = graphOf(model);
  const inputs = graph.inputs.map(({ value }) => {
    const type = must(graph.types.get(value), "type");
    const one = 2 ** (type.elem.width - type.elem.int);
    return constantTensor(
      type.shape,
      type.elem,
      Array.from({ length: sizeOf(type.shape) }, (_, k) => BigInt(k * one)),
    );
  });
  const out = must(interpret(graph, inputs).outputs[0], "output");
  const scale = 2 ** (out.type.elem.int - out.type.elem.width);
  return Array.from({ length: sizeOf(out.type.shape) }, (_, k) => Number(elementAt(out, 0, k)) * scale);
}

const model = (
  shape: readonly (number | string)[],
  nodes: readonly NodeDescription[],
  rest: Partial<ModelDescription> = {},
): ModelDescription => ({
  inputs: [{ name: "x", shape }],
  outputs: [{ name: "y" }],
  nodes,
  ...rest,
});
const node = (
  op: string,
  inputs: string,
  output: string,
  attributes: NodeDescription["attributes"] = {},
): NodeDescription => ({
  op,
  inputs: inputs.split(" "),
  outputs: [output],
  attributes,
});
const perm = (...axes: number[]) => ({ perm: { ints: axes } });

describe("import", () => {
  test("a dense layer, with its origin", () => {
    const weights = { shape: [2, 1], data: [0.5, -1] };
    const text = printGraph(
      graphOf(
        model(["N", 2], [{ ...node("MatMul", "x w", "y"), name: "/fc/MatMul" }], { initializers: { w: weights } }),
      ),
    );
    expect(text).toContain("// onnx MatMul /fc/MatMul");
    expect(run(model(["N", 2], [node("MatMul", "x w", "y")], { initializers: { w: weights } }))).toEqual([-1]);
  });

  test("unnamed nodes are counted by their type, as qonnx names them", () => {
    const text = printGraph(
      graphOf(model(["N", 2], [node("Tanh", "x", "a"), node("Relu", "a", "b"), node("Tanh", "b", "y")])),
    );
    expect([...text.matchAll(/onnx \w+ (\w+)/g)].map(([, name]) => name)).toEqual(["Tanh_0", "Relu_0", "Tanh_1"]);
  });

  test("nodes in any order of the file", () => {
    expect(kinds(model(["N", 2], [node("Relu", "h", "y"), node("Tanh", "x", "h")]))).toHaveLength(2);
  });

  test("what depends on constants only leaves no trace", () => {
    const nodes = [node("Mul", "a b", "ab"), node("Transpose", "ab", "w"), node("MatMul", "x w", "y")];
    const initializers = { a: { shape: [1, 2], data: [1, 2] }, b: { shape: [1], data: [0.5] } };
    expect(kinds(model(["N", 2], nodes, { initializers }))).toEqual(["dense"]);
    expect(run(model(["N", 2], nodes, { initializers }))).toEqual([1]);
  });

  test("initializers that are listed as inputs are no inputs", () => {
    const graph = graphOf({
      ...model(["N", 2], [node("MatMul", "x w", "y")], { initializers: { w: { shape: [2, 1], data: [1, 1] } } }),
      inputs: [
        { name: "w", shape: [2, 1] },
        { name: "x", shape: ["N", 2] },
      ],
    });
    expect(graph.inputs.map(({ name }) => name)).toEqual(["x"]);
  });
});

describe("the batch axis", () => {
  const shapeGatherConcat = [
    node("Shape", "x", "shape"),
    node("Gather", "shape zero", "n"),
    node("Unsqueeze", "n", "batch", { axes: { ints: [0] } }),
    node("Concat", "batch minus", "target", { axis: { int: 0 } }),
    node("Reshape", "x target", "flat"),
    node("Relu", "flat", "y"),
  ];
  const initializers = {
    zero: { shape: [], data: [0], dtype: "int64" },
    minus: { shape: [1], data: [-1], dtype: "int64" },
  };
  test.each([["N"], [1], [789444], [-1], [0]])("a Reshape computed by Shape, Gather and Concat, batch %s", (batch) => {
    const described = model([batch, 2, 3], shapeGatherConcat, { initializers, opsets: { "": 11 } });
    expect(run(described)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(graphOf(described).outputs).toMatchObject([{ shape: [6] }]);
  });

  test("Flatten of axis 0 keeps events apart only where there is one", () => {
    const described = (batch: number | string) =>
      model([batch, 2, 3], [node("Flatten", "x", "y", { axis: { int: 0 } })]);
    expect(run(described(1))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(readDescription(described("N")).says.join()).toMatch(/BX1112/);
  });
});

describe("element order", () => {
  test("a transpose moves nothing until the output asks for the author's order", () => {
    const twice = [node("Transpose", "x", "t", perm(0, 2, 1)), node("Transpose", "t", "y", perm(0, 2, 1))];
    expect(kinds(model(["N", 2, 3], twice))).toEqual([]);
    const once = model(["N", 2, 3], [node("Transpose", "x", "t", perm(0, 2, 1)), node("Relu", "t", "y")]);
    expect(kinds(once)).toEqual(["relu", "permute"]);
    expect(run(once)).toEqual([0, 3, 1, 4, 2, 5]);
    expect(graphOf(once).outputs).toMatchObject([{ shape: [3, 2] }]);
  });

  test("readers of one permuted value share the permutation", () => {
    const described = model(
      ["N", 2, 3],
      [
        node("Transpose", "x", "t", perm(0, 2, 1)),
        node("MatMul", "t w", "a"),
        node("MatMul", "t w", "b"),
        node("Add", "a b", "y"),
      ],
      { initializers: { w: { shape: [2, 1], data: [1, 1] } } },
    );
    expect(kinds(described).filter((kind) => kind === "permute")).toHaveLength(1);
    expect(run(described)).toEqual([6, 10, 14]);
  });

  test("channels-first convolution between transposes moves nothing", () => {
    const described = model(
      ["N", 4, 2],
      [
        node("Transpose", "x", "first", perm(0, 2, 1)),
        node("Conv", "first w", "c", { kernel_shape: { ints: [2] }, strides: { ints: [2] } }),
        node("Transpose", "c", "y", perm(0, 2, 1)),
      ],
      { initializers: { w: { shape: [1, 2, 2], data: [1, 10, 100, 1000] } } },
    );
    expect(kinds(described)).toEqual(["conv"]);
    // Input [[0, 1], [2, 3], [4, 5], [6, 7]]: channel 0 is 0, 2, 4, 6 and channel 1 is 1, 3, 5, 7.
    expect(run(described)).toEqual([0 + 20 + 100 + 3000, 4 + 60 + 500 + 7000]);
  });

  test("channels-first input: one permutation at the door, the output as the author wrote it", () => {
    const described = model(["N", 2, 4], [node("Conv", "x w", "y", { kernel_shape: { ints: [1] } })], {
      initializers: { w: { shape: [2, 2, 1], data: [1, 0, 0, 2] } },
    });
    expect(kinds(described)).toEqual(["permute", "conv", "permute"]);
    expect(run(described)).toEqual([0, 1, 2, 3, 8, 10, 12, 14]);
  });

  test("an output that is an input", () => {
    expect(graphOf(model(["N", 2], [node("Identity", "x", "y")])).nodes).toEqual([]);
  });
});
