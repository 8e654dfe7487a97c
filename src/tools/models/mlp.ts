import { encodeModel, type ModelDescription, type NodeDescription } from "../../frontend/onnx/encode.js";
import { createWeights, UNTRAINED, type WeightSource } from "./weights.js";

const SEED = 16_64_32_32_5;
const WIDTHS = [16, 64, 32, 32, 5] as const;

/** How a dense layer is written: as PyTorch's exporter does, or in the form that hls4ml reads. */
export type DenseForm = "Gemm" | "MatMul + Add";

/** The field's usual benchmark, a jet tagger of 16 inputs and 5 classes, with random weights: ReLU between, Softmax last. */
export function jetTagger(form: DenseForm): Uint8Array {
  const source = createWeights(SEED, "jettag");
  const nodes: NodeDescription[] = [];
  const initializers: Record<string, NonNullable<ModelDescription["initializers"]>[string]> = {};
  const layers = WIDTHS.length - 1;
  let x = "x";
  for (let layer = 1; layer <= layers; layer++) {
    const name = `dense${layer}`;
    Object.assign(initializers, parameters(source, name, WIDTHS[layer - 1] as number, WIDTHS[layer] as number));
    nodes.push(...dense(name, form, x));
    x = `${name}_out`;
    const last = layer === layers;
    const activation = last ? "softmax" : `${name}_relu`;
    const out = last ? "classes" : activation;
    const attributes = last ? { attributes: { axis: { int: -1 } } } : {};
    nodes.push({ op: last ? "Softmax" : "Relu", name: activation, inputs: [x], outputs: [out], ...attributes });
    x = out;
  }
  return encodeModel({
    name: "jettag",
    metadata: { ...UNTRAINED, weight_seed: String(SEED) },
    inputs: [{ name: "x", shape: ["batch", WIDTHS[0]] }],
    outputs: [{ name: "classes", shape: ["batch", WIDTHS[layers] as number] }],
    nodes,
    initializers,
  });
}

function dense(name: string, form: DenseForm, x: string): NodeDescription[] {
  const [weight, bias, out] = [`${name}.weight`, `${name}.bias`, `${name}_out`];
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
