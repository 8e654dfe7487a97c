import { expect, it } from "vitest";
import type { OnnxModel, OnnxNode } from "../onnx/model.js";
import { hls4mlLayer } from "./layer-names.js";
import { modelNames } from "./model-names.js";

function node(
  name: string,
  opType: string,
  inputs: string[],
  attributes: Record<string, number | number[]> = {},
): OnnxNode {
  return {
    name,
    opType,
    domain: "",
    inputs,
    outputs: [`${name}_out`],
    attributes: new Map(Object.entries(attributes)),
  };
}

function tensor(...shape: number[]) {
  return { shape, data: new Float64Array(shape.reduce((a, b) => a * b, 1)), dtype: "float32" } as const;
}

const MODEL: OnnxModel = {
  name: "graph",
  file: "models/b-tagger.v2.onnx",
  producer: "",
  metadata: new Map(),
  opsets: new Map([["", 13]]),
  inputs: [{ name: "x", dims: [1, 4, 8], dtype: "float32" }],
  outputs: [{ name: "y" }],
  initializers: new Map([
    ["k", tensor(4, 1, 3)],
    ["p", tensor(2, 4, 1, 1)],
    ["c", tensor(4)],
  ]),
  nodes: [
    node("conv", "Conv", ["x", "k"], { group: 4 }),
    node("point", "Conv", ["conv_out", "p"]),
    node("pool", "MaxPool", ["point_out"], { kernel_shape: [2, 2] }),
    node("shaped", "Reshape", ["c", "c"]),
    node("plus", "Add", ["pool_out", "shaped_out"]),
    node("both", "Mul", ["pool_out", "plus_out"]),
  ],
};

it("tells apart what hls4ml makes of the nodes", () => {
  const { model, inputs, nodes } = modelNames(MODEL);
  expect([model, inputs]).toEqual(["b-tagger.v2", ["x"]]);
  const layers = nodes.map((made) =>
    [made.name, ...hls4mlLayer(made).names, "|", ...hls4mlLayer(made).classes].join(" "),
  );
  expect(layers).toEqual([
    "conv DepthwiseConv1D_conv | DepthwiseConv1D",
    "point Conv2D_point | PointwiseConv2D Conv2D",
    "pool | Pooling2D",
    "shaped | Reshape",
    "plus bn_plus | ApplyAlpha",
    "both | Merge",
  ]);
});
