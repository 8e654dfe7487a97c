import { apFixed } from "../../../fixed/types.js";
import { relu } from "../../layers/activation.js";
import { dense } from "../../layers/dense.js";
import { input } from "../../layers/input.js";
import type { Layer } from "../../layers/layer.js";
import { quantized } from "../../layers/quantized.js";
import { createModel, type Model } from "../../network.js";
import { fixedQuantizer } from "../../quantize/fixed-quantizer.js";
import type { Quantizer } from "../../quantize/quantizer.js";
import { widthQuantizer } from "../../quantize/width-quantizer.js";
import { FEATURES } from "./tracks.js";

/** Of weights and activations. */
const BITS = 8;
/** Steps of 1/128. */
const INPUT = apFixed({ signed: true, width: 10, int: 3 }, "RND_CONV", "SAT");

/**
 * The network that tells fakes from genuine tracks, 9-25-30-1 (CMS DP-2023-022); its logit is above 0 for fakes.
 *
 * @param settled the quantizer that takes the place of a given one: one with the types of a network that is deployed.
 */
export function fakeTrackModel(settled: (quantizer: Quantizer) => Quantizer = (same) => same): Model {
  const type = settled(widthQuantizer({ width: BITS }));
  const weights = { weight: type, bias: type };
  const hidden = (x: Layer, name: string, units: number): Layer =>
    relu(dense(x, { name, units, ...weights }), { name: `${name}_relu`, type });
  const x = quantized(input("x", [FEATURES]), { name: "digits", type: fixedQuantizer(INPUT) });
  const accum = settled(widthQuantizer({ width: 12, signed: true }));
  const last = hidden(hidden(x, "dense1", 25), "dense2", 30);
  return createModel("fake_tracks", { logit: dense(last, { name: "dense3", units: 1, ...weights, accum }) });
}
