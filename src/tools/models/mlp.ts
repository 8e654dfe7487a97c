import { encodeModel, type ModelDescription, type NodeDescription } from "../../frontend/onnx/encode.js";
import { must } from "../../support/errors.js";
import { createWeights, UNTRAINED, type WeightSource } from "./weights.js";

/** How a dense layer is written: as PyTorch's exporter does, or in the form that hls4ml reads. */
export type DenseForm = "Gemm" | "MatMul + Add";

/** Dense layers with random weights and a ReLU between any two. */
interface Mlp {
  readonly name: string;
  readonly seed: number;
  /** Of the input, then of each layer. */
  readonly widths: readonly number[];
  readonly input: string;
  readonly output: string;
  readonly softmax: boolean;
}

/** The field's usual benchmark, a jet tagger of 16 inputs and 5 classes, with random weights: ReLU between, Softmax last. */
export function jetTagger(form: DenseForm): Uint8Array {
  const widths = [16, 64, 32, 32, 5];
  return mlp({ name: "jettag", seed: 16_64_32_32_5, widths, input: "x", output: "classes", softmax: true }, form);
}

/** The ONNX file of a multi-layer perceptron. */
export function mlp({ name, seed, widths, input, output, softmax }: Mlp, form: DenseForm): Uint8Array {
  const source = createWeights(seed, name);
  const nodes: NodeDescription[] = [];
  const initializers: Record<string, NonNullable<ModelDescription["initializers"]>[string]> = {};
  const layers = widths.length - 1;
  const widthOf = (layer: number): number => must(widths[layer], "width");
  let x = input;
  for (let layer = 1; layer <= layers; layer++) {
    const dense = `dense${layer}`;
    const last = layer === layers;
    const sums = last && !softmax ? output : `${dense}_out`;
    Object.assign(initializers, parameters(source, dense, widthOf(layer - 1), widthOf(layer)));
    nodes.push(...denseNodes(dense, form, x, sums));
    x = last ? output : `${dense}_relu`;
    if (!last) nodes.push({ op: "Relu", name: x, inputs: [sums], outputs: [x] });
    else if (softmax) nodes.push(softmaxNode(sums, x));
  }
  return encodeModel({
    name,
    metadata: { ...UNTRAINED, weight_seed: String(seed) },
    inputs: [{ name: input, shape: ["batch", widthOf(0)] }],
    outputs: [{ name: output, shape: ["batch", widthOf(layers)] }],
    nodes,
    initializers,
  });
}

function softmaxNode(x: string, y: string): NodeDescription {
  return { op: "Softmax", name: "softmax", inputs: [x], outputs: [y], attributes: { axis: { int: -1 } } };
}

function denseNodes(name: string, form: DenseForm, x: string, out: string): NodeDescription[] {
  const [weight, bias] = [`${name}.weight`, `${name}.bias`];
  if (form === "Gemm") return [{ op: "Gemm", name, inputs: [x, weight, bias], outputs: [out] }];
  return [
    { op: "MatMul", name, inputs: [x, weight], outputs: [`${name}_product`] },
    { op: "Add", name: `${name}_bias`, inputs: [`${name}_product`, bias], outputs: [out] },
  ];
}

/** [inputs, outputs] in both forms, so that both have the same weights. */
function parameters(source: WeightSource, name: string, inputs: number, outputs: number) {
  return {
    [`${name}.weight`]: source.layer(`${name}.weight`, [inputs, outputs], inputs),
    [`${name}.bias`]: source.bias(`${name}.bias`, outputs),
  };
}
