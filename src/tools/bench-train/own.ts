import { createReporter } from "../../diagnostics/reporter.js";
import { must } from "../../support/errors.js";
import { wasmKernels } from "../../train/autodiff/wasm-kernels.js";
import { fit } from "../../train/fit/fit.js";
import { softmaxLoss } from "../../train/fit/losses.js";
import { relu } from "../../train/layers/activation.js";
import { dense } from "../../train/layers/dense.js";
import { input } from "../../train/layers/input.js";
import type { Layer } from "../../train/layers/layer.js";
import { createModel, createNetwork, type Model } from "../../train/network.js";
import { adam } from "../../train/optimize/optimizer.js";
import { constant } from "../../train/optimize/schedule.js";
import { fixedQuantizer } from "../../train/quantize/fixed-quantizer.js";
import { createPace } from "./epoch.js";
import * as task from "./task.js";

/** The library as a contestant: a `fit` that goes on for as long as epochs are wanted. */
export function own(): void {
  const network = createNetwork(model(), wasmKernels(), { state: task.initialState() });
  const pace = createPace(`Node ${process.version}`);
  const clock = {
    name: "clock",
    beforeEpoch: pace.begin,
    afterEpoch: ({ record }: { readonly record: { readonly loss: number } }) =>
      pace.end(record.loss) ? "go on" : "stop",
  };
  const { rate, ...betas } = task.ADAM;
  const reporter = createReporter();
  const result = fit(
    network,
    task.samples(),
    {
      seed: task.SEED,
      batch: task.BATCH,
      epochs: Number.MAX_SAFE_INTEGER,
      quantized: true,
      loss: softmaxLoss({ output: "y", labels: "label" }),
      optimizer: adam(betas),
      rate: constant(rate),
      hooks: [clock],
    },
    reporter,
  );
  must(result, reporter.diagnostics[0]?.message ?? "training");
}

function model(): Model {
  const weight = fixedQuantizer(task.WEIGHT);
  const last = task.LAYERS.length - 2;
  let value: Layer = input("x", [task.INPUTS]);
  task.LAYERS.slice(1).forEach((units, i) => {
    value = dense(value, { name: task.layerName(i), units, weight, bias: weight });
    if (i < last) value = relu(value, { name: `active${i}`, type: fixedQuantizer(task.ACTIVATION) });
  });
  return createModel("bench", { y: value });
}
