import { TRACKS } from "../../../data/vertices/generate.js";
import { BINS } from "../../../data/vertices/track-word.js";
import { apFixed } from "../../../fixed/types.js";
import { relu } from "../../layers/activation.js";
import { conv1d } from "../../layers/conv.js";
import { dense } from "../../layers/dense.js";
import { histogram } from "../../layers/histogram.js";
import { ones } from "../../layers/initial.js";
import { input } from "../../layers/input.js";
import type { Layer } from "../../layers/layer.js";
import { quantized } from "../../layers/quantized.js";
import { flatten, reshape } from "../../layers/shape.js";
import { createModel, type Model } from "../../network.js";
import { fixedQuantizer } from "../../quantize/fixed-quantizer.js";
import { widthQuantizer } from "../../quantize/width-quantizer.js";
import { TOLD } from "./columns.js";
import { associated, peak } from "./layers.js";

/** Of all that is told of a track: exact for pT (up to 64 GeV), quality and distance (up to 2.56 cm). */
const TRACK_INPUT = apFixed({ signed: false, width: 11, int: 3 }, "TRN", "SAT");
/** Bits of a bin when the pattern network reads it. */
const HISTOGRAM_BITS = 12;

/** Weights from which a network is pruned: all but the three of the pattern. */
export const PRUNED = ["weight1", "weight2", "weight3", "assoc1", "assoc2", "assoc3"].map((name) => `${name}.weight`);

/**
 * The whole chain of CMS's end-to-end vertex network (J. Phys. Conf. Ser. 2438 012106; sizes as in
 * cms-data/L1Trigger-VertexFinder), to be trained at once: weights of tracks, their histogram, a pattern along it, the bin
 * of its peak, and a logit for each track to come from there.
 */
export function chainModel(bits: number): Model {
  const features = input("features", [TRACKS, TOLD.length]);
  const weight = trackWeight(features, bits);
  const sums = histogram(reshape(weight, { name: "weights", shape: [TRACKS] }), input("bin", [TRACKS]), {
    name: "histogram",
    bins: BINS,
  });
  const patterned = pattern(reshape(sums, { name: "histogram_column", shape: [BINS, 1] }), bits);
  const vertex = peak(patterned, { name: "vertex" });
  const tracks = associated(features, input("z0_word", [TRACKS]), vertex, { name: "association_input" });
  const association = reshape(associationLogit(tracks, bits), { name: "associations", shape: [TRACKS] });
  return createModel("vertex", { weight, histogram: sums, pattern: patterned, vertex, association });
}

/** The three networks of the chain as firmware has them: one track, one histogram, one track. */
export function partModels(bits: number): Readonly<Record<PartName, Model>> {
  return {
    weight: createModel("weight", { weight: trackWeight(input("features", [TOLD.length]), bits) }),
    pattern: createModel("pattern", { pattern: pattern(input("histogram", [BINS, 1]), bits) }),
    association: createModel("association", {
      association: associationLogit(input("association_input", [TOLD.length + 1]), bits),
    }),
  };
}

export type PartName = "weight" | "pattern" | "association";

/** [..., 3] to [..., 1]: 10, 10, 1 */
function trackWeight(features: Layer, bits: number): Layer {
  const x = quantized(features, { name: "weight_digits", type: fixedQuantizer(TRACK_INPUT) });
  const hidden = layer(layer(x, "weight1", 10, bits), "weight2", 10, bits);
  return layer(hidden, "weight3", 1, bits, startingAtOne);
}

/** [256, 1] to [256] */
function pattern(sums: Layer, bits: number): Layer {
  const x = quantized(sums, { name: "pattern_digits", type: widthQuantizer({ width: HISTOGRAM_BITS }) });
  const weight = widthQuantizer({ width: bits });
  const options = { name: "pattern1", filters: 1, kernelSize: 3, padding: "same", useBias: false, weight } as const;
  return flatten(startingAtOne(conv1d(x, options)), { name: "pattern_bins" });
}

/** [..., 4] to [..., 1]: 20, 20, 1 */
function associationLogit(tracks: Layer, bits: number): Layer {
  const x = quantized(tracks, { name: "assoc_digits", type: fixedQuantizer(TRACK_INPUT) });
  const type = widthQuantizer({ width: bits });
  const hidden = layer(layer(x, "assoc1", 20, bits), "assoc2", 20, bits);
  return dense(hidden, { name: "assoc3", units: 1, weight: type, bias: type });
}

function layer(x: Layer, name: string, units: number, bits: number, start = (made: Layer): Layer => made): Layer {
  const type = widthQuantizer({ width: bits });
  return relu(start(dense(x, { name, units, weight: type, bias: type })), { name: `${name}_relu`, type });
}

/** With ones as biases, or weights without biases: a weight of every track that begins at 0 would stay there. */
function startingAtOne(made: Layer): Layer {
  const last = made.parameters.find(({ name }) => name.endsWith(".bias"))?.name ?? `${made.name}.weight`;
  const parameters = made.parameters.map((spec) => (spec.name === last ? { ...spec, initial: ones } : spec));
  return { ...made, parameters };
}
