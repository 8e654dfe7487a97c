import { CONSTITUENT_FEATURES, CONSTITUENTS } from "../../../data/jets/constituents.js";
import { CLASSES } from "../../../data/jets/parameters.js";
import { apFixed } from "../../../fixed/types.js";
import { aucWithError } from "../../../metrics/auc-error.js";
import { oneVsRest } from "../../../metrics/class-scores.js";
import { moments } from "../../../metrics/distribution.js";
import { wasmKernels } from "../../autodiff/wasm-kernels.js";
import { type Columns, columnNamed, withColumn } from "../../data/columns.js";
import { errorLoss, softmaxLoss, sumOfLosses } from "../../fit/losses.js";
import { relu } from "../../layers/activation.js";
import { globalAveragePool } from "../../layers/aggregate.js";
import { batchNorm } from "../../layers/batch-norm.js";
import { dense } from "../../layers/dense.js";
import { softmax } from "../../layers/head.js";
import { input } from "../../layers/input.js";
import type { Layer } from "../../layers/layer.js";
import { quantized } from "../../layers/quantized.js";
import { createModel, type Model } from "../../network.js";
import { fixedQuantizer } from "../../quantize/fixed-quantizer.js";
import { widthQuantizer } from "../../quantize/width-quantizer.js";
import { type Metrics, recipe } from "../recipe.js";
import { trainVariants } from "../variants.js";
import { classifierResult } from "./classifier.js";
import { JET_SETTINGS, jetSamples, jetTraining } from "./samples.js";

/** The deep set of L1TSC4NG (CMS, arXiv 2509.24371): the successor of the b-tagger, with eight classes and a regression. */
export const deepset = recipe({
  name: "deepset",
  about: "deep set after L1TSC4NG: 16 candidates x 20 numbers, eight classes, and a correction of pT",
  settings: JET_SETTINGS,
  run: (settings, host) => {
    const samples = jetSamples(settings, host);
    if (samples === undefined) return undefined;
    const loss = sumOfLosses({
      class: [1, softmaxLoss({ output: "logits", labels: "label" })],
      pt: [1, errorLoss({ output: "pt", target: "pt_target", error: { huber: HUBER } })],
    });
    const networks = trainVariants(host, wasmKernels(), {
      model: deepsetModel,
      data: samples.train,
      ...jetTraining(settings, loss, "label"),
    });
    if (networks === undefined) return undefined;
    const b = CLASSES.indexOf("b");
    const labels = columnNamed(samples.test, "label").data;
    const test = withColumn(
      samples.test,
      "is_b",
      [],
      labels.map((label: number) => (label === b ? 1 : 0)),
    );
    return classifierResult({
      name: "deepset",
      networks,
      outputs: ["classes", "pt"],
      score: (outputs) => oneVsRest(classScores(outputs, test), b).scores,
      extra: (outputs) => ({ auc_one_vs_rest: aucs(outputs, test), pt_response: responses(outputs, test) }),
      test,
      signal: "is_b",
      background: {
        labels: "label",
        classes: CLASSES.map((name, label) => ({ name, label })).filter(({ label }) => label !== b),
      },
      provenance: samples.provenance,
      settings,
    });
  },
});

/** Where the regression's loss becomes linear, in units of the momentum's ratio. */
const HUBER = 0.2;

const INPUT = apFixed({ signed: true, width: 18, int: 10 }, "TRN", "SAT");
const SCORE = apFixed({ signed: false, width: 10, int: 0 }, "RND_CONV", "SAT");

/** Inputs of mean 0 and spread 1, cut at eight spreads: a few candidates of highest momentum would cost all others bits. */
const standard = (bits: number) => apFixed({ signed: true, width: bits + 2, int: 4 }, "RND_CONV", "SAT");

/** Outputs: `logits` (to train with), `classes`, `pt`. */
export function deepsetModel(bits: number): Model {
  const type = widthQuantizer({ width: bits });
  const wide = widthQuantizer({ width: bits + 2, signed: true });
  const weights = { weight: type, bias: type };
  const block = (x: Layer, name: string, units: number): Layer =>
    relu(dense(x, { name, units, ...weights }), { name: `${name}_relu`, type });
  const candidates = input("constituents", [CONSTITUENTS, CONSTITUENT_FEATURES.length]);
  const digits = quantized(candidates, { name: "digits", type: fixedQuantizer(INPUT) });
  const scaled = batchNorm(digits, {
    name: "scaled",
    scale: type,
    offset: type,
    accum: fixedQuantizer(standard(bits)),
  });
  const each = block(block(scaled, "candidate1", 10), "candidate2", 10);
  const jet = globalAveragePool(each, { name: "jet", type: wide });
  const shared = block(block(jet, "class1", 32), "class2", 16);
  const logits = dense(shared, { name: "class3", units: CLASSES.length, ...weights, accum: wide });
  const pt = dense(block(jet, "pt1", 10), { name: "pt2", units: 1, ...weights, accum: wide });
  return createModel("deepset", {
    logits,
    pt,
    classes: softmax(logits, { name: "classes", type: fixedQuantizer(SCORE) }),
  });
}

function classScores(outputs: Columns, test: Columns) {
  const scores = columnNamed(outputs, "classes").data;
  return { scores, classes: CLASSES.length, labels: columnNamed(test, "label").data };
}

function aucs(outputs: Columns, test: Columns): Metrics {
  const scores = classScores(outputs, test);
  return Object.fromEntries(CLASSES.map((name, label) => [name, { ...aucWithError(oneVsRest(scores, label)) }]));
}

/** Spread of true over measured momentum, before and after the correction, of jets that are true ones. */
function responses(outputs: Columns, test: Columns): Metrics {
  const truth = columnNamed(test, "pt_target").data;
  const correction = columnNamed(outputs, "pt").data;
  const before = moments(truth.map((target: number) => target - 1));
  const after = moments(truth.map((target: number, jet: number) => target - (correction[jet] as number)));
  return { rms_before: { ...before.rms }, rms_after: { ...after.rms } };
}
