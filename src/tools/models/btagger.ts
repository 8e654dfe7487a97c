import { CANDIDATES, FEATURES } from "../../data/jets/features.js";
import { generateJets, inputValues } from "../../data/jets/generate.js";
import { GENERATOR_VERSION } from "../../data/jets/parameters.js";
import { PARTICLES } from "../../data/jets/words.js";
import { writeNpy } from "../../data/npy.js";
import { encodeModel, type ModelDescription, type NodeDescription } from "../../frontend/onnx/encode.js";
import { createWeights, UNTRAINED } from "./weights.js";

const SEED = 2026;
const JETS = 1000;
const FILTERS = [20, 5] as const;
const UNITS = [20, 10, 1] as const;

/**
 * The b-tagger of CMS-DP-2022-021 (1626 parameters) with random weights. Input as in CMSSW, 130 numbers with one channel,
 * candidate by candidate, channels last; an exporter then puts a Transpose before the first convolution, whose stride is
 * its kernel, and one after the second.
 */
export function btagger(): Uint8Array {
  const numbers = CANDIDATES * FEATURES;
  const model: ModelDescription = {
    name: "btagger",
    metadata: { ...UNTRAINED, weight_seed: String(SEED), jet_generator_version: String(GENERATOR_VERSION) },
    inputs: [{ name: "candidates", shape: ["batch", numbers, 1] }],
    outputs: [{ name: "b_score", shape: ["batch", 1] }],
    nodes: [
      transpose("channels_first", "candidates", "x0"),
      conv("candidate1", "x0", "x1", FEATURES),
      relu("candidate1_relu", "x1", "x2"),
      conv("candidate2", "x2", "x3", 1),
      relu("candidate2_relu", "x3", "x4"),
      transpose("channels_last", "x4", "x5"),
      { op: "Flatten", name: "flatten", inputs: ["x5"], outputs: ["x6"] },
      gemm("dense1", "x6", "x7"),
      relu("dense1_relu", "x7", "x8"),
      gemm("dense2", "x8", "x9"),
      relu("dense2_relu", "x9", "x10"),
      gemm("dense3", "x10", "x11"),
      { op: "Sigmoid", name: "score", inputs: ["x11"], outputs: ["b_score"] },
    ],
    initializers: weights(),
  };
  return encodeModel(model);
}

/** Its input: toy jets, float32 and exact in ap_fixed<14,6>. */
export function btaggerInput(): Uint8Array {
  const parameters = { classes: "b,c,light,gluon" };
  const jets = generateJets({ events: JETS, seed: SEED, stream: "models/btagger", parameters });
  return writeNpy({ dtype: "float32", shape: [JETS, CANDIDATES * FEATURES, 1], data: inputValues(jets) });
}

function weights(): NonNullable<ModelDescription["initializers"]> {
  const { normal, layer, bias } = createWeights(SEED, "btagger");
  const [filters, channels] = FILTERS;
  const [first, second, score] = UNITS;
  const flat = CANDIDATES * channels;
  return {
    "candidate1.weight": normal("candidate1.weight", [filters, 1, FEATURES], featureScale),
    "candidate1.bias": bias("candidate1.bias", filters),
    "candidate2.weight": layer("candidate2.weight", [channels, filters, 1], filters),
    "candidate2.bias": bias("candidate2.bias", channels),
    "dense1.weight": layer("dense1.weight", [first, flat], flat),
    "dense1.bias": bias("dense1.bias", first),
    "dense2.weight": layer("dense2.weight", [second, first], first),
    "dense2.bias": bias("dense2.bias", second),
    "dense3.weight": normal("dense3.weight", [score, second], () => 2),
    "dense3.bias": bias("dense3.bias", score),
  };
}

/** Weights that bring the features, of sizes from 0.05 cm (d0) to 1 (kinds), to one size. */
function featureScale(feature: number): number {
  if (feature < PARTICLES.length) return 0.7;
  const [dz, d0, share, angle] = [1, 3, 2, 2];
  return [dz, d0, share, angle, angle][feature - PARTICLES.length] as number;
}

function transpose(name: string, from: string, to: string): NodeDescription {
  return { op: "Transpose", name, inputs: [from], outputs: [to], attributes: { perm: { ints: [0, 2, 1] } } };
}

function conv(name: string, from: string, to: string, kernel: number): NodeDescription {
  const attributes = { kernel_shape: { ints: [kernel] }, strides: { ints: [kernel] } };
  return { op: "Conv", name, inputs: [from, `${name}.weight`, `${name}.bias`], outputs: [to], attributes };
}

function relu(name: string, from: string, to: string): NodeDescription {
  return { op: "Relu", name, inputs: [from], outputs: [to] };
}

function gemm(name: string, from: string, to: string): NodeDescription {
  const attributes = { transB: { int: 1 } };
  return { op: "Gemm", name, inputs: [from, `${name}.weight`, `${name}.bias`], outputs: [to], attributes };
}
