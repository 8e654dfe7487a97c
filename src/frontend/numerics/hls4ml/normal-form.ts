import type { FloatTensor, LayerSettings } from "../../../ir/import.js";
import type { OnnxModel, OnnxNode } from "../../onnx/model.js";
import { type Affine, affineOf, compose, isIdentity, plus, times, type Vector } from "./affine.js";

/** Domain of the one operator that this file makes: ScaleBias(x, scale, bias) along the channels. */
export const SCALE_BIAS_DOMAIN = "bunchcross";

/**
 * The model after hls4ml's own fusions, which decide bits: an affine layer (Add, Sub, Mul, Div by a constant,
 * BatchNormalization) after another whose result is `auto` becomes one; then an affine layer after a MatMul or Conv whose
 * result is `auto` goes into its weights, which are quantized only afterwards; one that changes nothing disappears.
 */
export function normalForm(model: OnnxModel, layer: (node: OnnxNode) => LayerSettings): OnnxModel {
  let current = model;
  for (const step of [mergeAffines, mergeIntoLinear, dropIdentities]) current = step(current, layer);
  return current;
}

type LayerOf = (node: OnnxNode) => LayerSettings;

/** What the fusions ask of a model: who makes a value, whether it is read once, what is constant. */
type Uses = ReturnType<typeof usesOf>;

function usesOf(model: OnnxModel) {
  const producers = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const reads = new Map<string, number>();
  for (const name of [...model.nodes.flatMap((node) => node.inputs), ...model.outputs.map(({ name }) => name)])
    reads.set(name, (reads.get(name) ?? 0) + 1);
  return {
    producer: (name: string) => producers.get(name),
    readOnce: (name: string) => reads.get(name) === 1,
    constant: (name: string | undefined) => (name === undefined ? undefined : model.initializers.get(name)),
  };
}

/** The node as an affine layer. Channels are the second ONNX axis where the model is channels-first. */
function affine({ constant, producer }: Uses, node: OnnxNode): Affine | undefined {
  if (node.domain === SCALE_BIAS_DOMAIN) {
    const [x = "", scale, bias] = node.inputs;
    return { x, scale: vectorOf(constant(scale)), bias: vectorOf(constant(bias)) };
  }
  const source = producer(node.inputs.find((name) => constant(name) === undefined) ?? "");
  return affineOf(
    node,
    constant,
    source?.opType === "Conv" && source.domain === "" ? spatialRank(constant(source.inputs[1])) : 0,
  );
}

function spatialRank(weight: FloatTensor | undefined): number {
  return (weight?.shape.length ?? 2) - 2;
}

function vectorOf(tensor: FloatTensor | undefined): Vector {
  return { data: tensor?.data ?? new Float64Array(), wide: tensor?.dtype === "float64" };
}

function mergeAffines(model: OnnxModel, layer: LayerOf): OnnxModel {
  const uses = usesOf(model);
  for (const node of model.nodes) {
    const second = affine(uses, node);
    const before = second === undefined ? undefined : uses.producer(second.x);
    if (second === undefined || before === undefined || !uses.readOnce(second.x)) continue;
    const first = affine(uses, before);
    if (first === undefined || layer(before).precision("result") !== "auto" || !sameLength(first, second)) continue;
    return mergeAffines(replaced(model, before, node, scaleBias(node, before, compose(first, second))), layer);
  }
  return model;
}

function sameLength(first: Affine, second: Affine): boolean {
  const lengths = [first.scale, first.bias, second.scale, second.bias]
    .map(({ data }) => data.length)
    .filter((n) => n !== 1);
  return new Set(lengths).size <= 1;
}

interface Replacement {
  readonly node: OnnxNode;
  readonly constants: readonly (readonly [string, FloatTensor])[];
}

function scaleBias(node: OnnxNode, before: OnnxNode, { x, scale, bias }: Affine): Replacement {
  const names = [`${node.name}.scale`, `${node.name}.bias`] as const;
  return {
    node: {
      ...node,
      opType: "ScaleBias",
      domain: SCALE_BIAS_DOMAIN,
      inputs: [x, ...names],
      merged: absorbed(node, before),
    },
    constants: [
      [names[0], tensorOf(scale)],
      [names[1], tensorOf(bias)],
    ],
  };
}

function absorbed(node: OnnxNode, other: OnnxNode): string[] {
  return [...(node.merged ?? []), other.name, ...(other.merged ?? [])];
}

function tensorOf({ data, wide }: Vector): FloatTensor {
  return { shape: [data.length], data, dtype: wide ? "float64" : "float32" };
}

function mergeIntoLinear(model: OnnxModel, layer: LayerOf): OnnxModel {
  const uses = usesOf(model);
  for (const node of model.nodes) {
    const after = affine(uses, node);
    const linear = after === undefined ? undefined : uses.producer(after.x);
    if (after === undefined || linear === undefined || !uses.readOnce(after.x)) continue;
    const weight = uses.constant(linear.inputs[1]);
    const isLinear = ["MatMul", "Conv", "Gemm"].includes(linear.opType) && weight !== undefined;
    if (!isLinear || layer(linear).precision("result") !== "auto") continue;
    const fused = fuse(model, linear, node, weight, after);
    if (fused !== undefined) return mergeIntoLinear(replaced(model, linear, node, fused), layer);
  }
  return model;
}

/** W' = s · W along the output channels, b' = s · b + bias. */
function fuse(
  model: OnnxModel,
  linear: OnnxNode,
  node: OnnxNode,
  weight: FloatTensor,
  after: Affine,
): Replacement | undefined {
  const axis = outputAxis(linear, weight);
  const channels = weight.shape[axis] ?? 1;
  if ([after.scale, after.bias].some(({ data }) => data.length !== 1 && data.length !== channels)) return undefined;
  const inner = weight.shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const along = after.scale.data.length === 1 ? 0 : 1;
  const spread = weight.data.map((_, k) => after.scale.data[along * (Math.floor(k / inner) % channels)] ?? 1);
  const unscaled = after.scale.data.every((s) => s === 1);
  const product = times(
    { data: weight.data, wide: weight.dtype !== "float32" },
    { data: spread, wide: after.scale.wide },
  );
  const own = model.initializers.get(linear.inputs[2] ?? "");
  // A layer without a bias of its own has float64 zeros for one.
  const bias = plus(
    times(after.scale, own === undefined ? { data: Float64Array.of(0), wide: true } : vectorOf(own)),
    after.bias,
  );
  const full = Float64Array.from({ length: channels }, (_, j) => bias.data[bias.data.length === 1 ? 0 : j] ?? 0);
  const names = [unscaled ? (linear.inputs[1] ?? "") : `${linear.name}.weight`, `${linear.name}.bias`] as const;
  const scaled: FloatTensor = { shape: weight.shape, data: product.data, dtype: product.wide ? "float64" : "float32" };
  return {
    node: {
      ...linear,
      opType: linear.opType === "MatMul" ? "Gemm" : linear.opType,
      domain: linear.opType === "MatMul" ? "" : linear.domain,
      inputs: [linear.inputs[0] ?? "", ...names],
      outputs: node.outputs,
      merged: absorbed(linear, node),
    },
    constants: [
      ...(unscaled ? [] : [[names[0], scaled] as const]),
      [names[1], { shape: [channels], data: full, dtype: "float64" }],
    ],
  };
}

/** Axis of the weights that counts the output channels. */
function outputAxis(linear: OnnxNode, weight: FloatTensor): number {
  if (linear.opType === "Conv") return 0;
  return linear.opType === "Gemm" && linear.attributes.get("transB") === 1 ? 0 : weight.shape.length - 1;
}

/** `second` gives way to the replacement, which stands where `first` stood; constants are added. */
function replaced(model: OnnxModel, first: OnnxNode, second: OnnxNode, { node, constants }: Replacement): OnnxModel {
  const nodes = model.nodes
    .filter((other) => other !== second)
    .map((other) => (other === first ? { ...node, outputs: second.outputs } : other));
  const opsets = new Map([...model.opsets, [SCALE_BIAS_DOMAIN, 1] as const]);
  return { ...model, nodes, opsets, initializers: new Map([...model.initializers, ...constants]) };
}

/** Removes affine layers that change nothing, whatever result type they name. */
function dropIdentities(model: OnnxModel): OnnxModel {
  const uses = usesOf(model);
  const outputs = new Set(model.outputs.map(({ name }) => name));
  const aliases = new Map<string, string>();
  const nodes = model.nodes.filter((node) => {
    const layer = affine(uses, node);
    const [output = ""] = node.outputs;
    if (layer === undefined || !isIdentity(layer) || outputs.has(output)) return true;
    aliases.set(output, layer.x);
    return false;
  });
  const follow = (name: string): string => {
    const target = aliases.get(name);
    return target === undefined ? name : follow(target);
  };
  return aliases.size === 0
    ? model
    : { ...model, nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map(follow) })) };
}
