import { TRACKS } from "../../../data/vertices/generate.js";
import { BINS } from "../../../data/vertices/track-word.js";
import { printApFixed } from "../../../fixed/text.js";
import { exportModel } from "../../export/export-model.js";
import { createNetwork, stateOf } from "../../network.js";
import type { RecipeResult } from "../recipe.js";
import { type Chain, sumType } from "./chain.js";
import { TOLD } from "./columns.js";
import type { Judged } from "./judge.js";
import { DISTANCE_UNIT } from "./layers.js";
import { partModels } from "./model.js";

type Entry = RecipeResult["files"] extends ReadonlyMap<infer K, infer V> ? readonly [file: K, content: V] : never;

/** `<name>/<part>.onnx`; of a quantized chain also its configurations and a description of what is between its parts. */
export function chainFiles(
  { name, network, chain }: Judged,
  metadata: Readonly<Record<string, string>>,
): readonly Entry[] {
  if (chain !== undefined) {
    const parts = Object.entries(chain).flatMap(([part, { exported }]): Entry[] => [
      [`${name}/${part}.onnx`, exported.model],
      [`${name}/${part}.yml`, exported.config],
    ]);
    return [...parts, [`${name}/chain.json`, `${JSON.stringify(description(chain), null, 2)}\n`]];
  }
  const state = stateOf(network);
  return Object.entries(partModels(FLOAT_BITS)).map(([part, model]) => {
    const plain = createNetwork(model, network.kernels, { state });
    return [`${name}/${part}.onnx`, exportModel(plain, { quantized: false, metadata }).model];
  });
}

/** Of quantizers that the plain export leaves out. */
const FLOAT_BITS = 8;

/** The chain step by step, in integers: what firmware does between the networks. */
function description(chain: Chain) {
  const inputs = TOLD.map(({ name, unit }) => (unit === 1 ? name : `${name} / ${unit}`));
  return {
    one_model: "no: bxc compiles no histogram, so the chain is three models and these steps",
    steps: [
      {
        network: "weight",
        runs: `for each of ${TRACKS} tracks`,
        inputs,
        input_type: printApFixed(chain.weight.input),
        units: TOLD,
      },
      {
        operation: "histogram",
        bin: "(z0 word + 2048) >> 4",
        bins: BINS,
        sum: "of the weights of the tracks that are there",
        type: printApFixed(sumType(chain)),
      },
      { network: "pattern", runs: "once", inputs: ["the histogram"], input_type: printApFixed(chain.pattern.input) },
      { operation: "peak", is: "the bin of the greatest value; of several, the middle of them all, rounded up" },
      { operation: "distance", d: "z0 word - (16 bin - 2040)", is: "d, or -1 - d where d is negative, in words" },
      {
        network: "association",
        runs: `for each of ${TRACKS} tracks`,
        inputs: [...inputs, `distance / ${DISTANCE_UNIT}`],
        input_type: printApFixed(chain.association.input),
        output: "logit: above 0 the track is the vertex's rather than not",
      },
    ],
  };
}
