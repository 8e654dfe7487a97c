import { CANDIDATES, FEATURES } from "../../../data/jets/features.js";
import { CLASSES } from "../../../data/jets/parameters.js";
import { apFixed } from "../../../fixed/types.js";
import { wasmKernels } from "../../autodiff/wasm-kernels.js";
import { type Columns, columnNamed, withColumn } from "../../data/columns.js";
import { binaryLoss } from "../../fit/losses.js";
import { relu } from "../../layers/activation.js";
import { conv1d } from "../../layers/conv.js";
import { dense } from "../../layers/dense.js";
import { sigmoid } from "../../layers/head.js";
import { input } from "../../layers/input.js";
import type { Layer } from "../../layers/layer.js";
import { quantized } from "../../layers/quantized.js";
import { flatten } from "../../layers/shape.js";
import { createModel, type Model } from "../../network.js";
import { fixedQuantizer } from "../../quantize/fixed-quantizer.js";
import { widthQuantizer } from "../../quantize/width-quantizer.js";
import { recipe } from "../recipe.js";
import { trainVariants } from "../variants.js";
import { classifierResult } from "./classifier.js";
import { JET_SETTINGS, jetSamples, jetTraining } from "./samples.js";

/** The network of CMS-DP-2022-021 (1626 parameters): one dense layer for all candidates, a second, then three of the jet. */
export const btagger = recipe({
  name: "btagger",
  about: "b-tagger of CMS-DP-2022-021: 10 candidates x 13 numbers, 1626 parameters, one score",
  settings: JET_SETTINGS,
  run: (settings, host) => {
    const samples = jetSamples(settings, host);
    if (samples === undefined) return undefined;
    const test = labelled(samples.test);
    const networks = trainVariants(host, wasmKernels(), {
      model: btaggerModel,
      data: labelled(samples.train),
      ...jetTraining(settings, binaryLoss({ output: "logit", labels: "is_b" }), "is_b"),
    });
    if (networks === undefined) return undefined;
    const classes = CLASSES.map((name, label) => ({ name, label })).filter(({ name }) => name !== "b");
    return classifierResult({
      name: "btagger",
      networks,
      outputs: ["score"],
      score: (outputs) => columnNamed(outputs, "score").data,
      test,
      signal: "is_b",
      background: { labels: "label", classes },
      provenance: samples.provenance,
      settings,
    });
  },
});

/** b against everything else. */
function labelled(data: Columns): Columns {
  const b = CLASSES.indexOf("b");
  return withColumn(
    data,
    "is_b",
    [],
    columnNamed(data, "label").data.map((label: number) => (label === b ? 1 : 0)),
  );
}

/** Inputs as `inputMantissas` makes them. */
const INPUT = apFixed({ signed: true, width: 14, int: 6 }, "TRN", "SAT");

export function btaggerModel(bits: number): Model {
  const type = widthQuantizer({ width: bits });
  const weights = { weight: type, bias: type };
  const layer = (name: string, make: (name: string) => Layer): Layer =>
    relu(make(name), { name: `${name}_relu`, type });
  const x = quantized(input("x", [CANDIDATES * FEATURES, 1]), { name: "digits", type: fixedQuantizer(INPUT) });
  const each = layer("candidate1", (name) =>
    conv1d(x, { name, filters: 20, kernelSize: FEATURES, strides: FEATURES, ...weights }),
  );
  const shared = layer("candidate2", (name) => conv1d(each, { name, filters: 5, kernelSize: 1, ...weights }));
  const jet = layer("dense1", (name) => dense(flatten(shared, { name: "jet" }), { name, units: 20, ...weights }));
  const last = layer("dense2", (name) => dense(jet, { name, units: 10, ...weights }));
  // Ten bits, so that the sigmoid's table has an entry for each value.
  const logit = dense(last, {
    name: "dense3",
    units: 1,
    ...weights,
    accum: widthQuantizer({ width: 10, signed: true }),
  });
  const score = sigmoid(logit, { name: "score", type: fixedQuantizer(SCORE) });
  return createModel("btagger", { logit, score });
}

/** Steps of 1/256, as trigger menus compare scores. */
const SCORE = apFixed({ signed: false, width: 8, int: 0 }, "RND_CONV", "SAT");
