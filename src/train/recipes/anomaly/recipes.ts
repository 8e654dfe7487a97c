import { createEventSource } from "../../../data/events/source.js";
import { wasmKernels } from "../../autodiff/wasm-kernels.js";
import type { Loss } from "../../fit/loss.js";
import { errorLoss, priorLoss, sumOfLosses } from "../../fit/losses.js";
import { standardNormal } from "../../fit/noise.js";
import type { Augmentation } from "../../fit/options.js";
import type { Model } from "../../network.js";
import { cosine } from "../../optimize/schedule.js";
import { type Recipe, recipe } from "../recipe.js";
import type { SettingTable } from "../settings.js";
import { sampleColumns } from "../stage.js";
import { trainVariants } from "../variants.js";
import { autoencoderModel, LATENT, vaeModel } from "./networks.js";
import { anomalyResult } from "./result.js";

const SETTINGS = {
  seed: { kind: "integer", default: 1, least: 0, most: 2 ** 32 - 1, about: "of the events and of the first weights" },
  events: {
    kind: "integer",
    default: 300_000,
    least: 100,
    most: 1e8,
    about: "of background to train with, a tenth of them to validate",
  },
  test_background: {
    kind: "integer",
    default: 3_200_000,
    least: 100,
    most: 1e9,
    about: "background events that set thresholds: 3.1 million leave 100 behind one of 1 kHz",
  },
  test_signal: {
    kind: "integer",
    default: 20_000,
    least: 100,
    most: 1e7,
    about: "events of each signal to judge with",
  },
  epochs: { kind: "integer", default: 12, least: 1, most: 10_000, about: "of the float network" },
  quantized_epochs: { kind: "integer", default: 8, least: 1, most: 10_000, about: "of every quantized one" },
  batch: { kind: "integer", default: 1024, least: 1, most: 1e6, about: "events of a step" },
  rate: { kind: "number", default: 0.003, least: 1e-7, most: 1, about: "first learning rate, which falls as a cosine" },
} as const satisfies SettingTable;

interface Anomaly {
  readonly name: string;
  readonly about: string;
  readonly model: (bits: number) => Model;
  readonly loss: Loss;
  /** What the score is made of: quantized networks learn it from the float one. */
  readonly scored: string;
  readonly augment?: Augmentation;
}

/** Trained on background alone: what it cannot describe is an anomaly. */
function anomalyRecipe({ name, about, model, loss, scored, augment }: Anomaly): Recipe {
  return recipe({
    name,
    about,
    settings: SETTINGS,
    run: (settings, host) => {
      const { seed, events, epochs, quantized_epochs, batch, rate } = settings;
      const source = createEventSource({ seed, stream: "train" });
      const data = sampleColumns(source, events, host);
      if (data === undefined) return undefined;
      const networks = trainVariants(host, wasmKernels(), {
        model,
        data,
        floatEpochs: epochs,
        quantizedEpochs: quantized_epochs,
        teacher: [scored],
        quantizedLoss: errorLoss({ output: scored, target: `float.${scored}`, error: "square" }),
        quantizedRate: cosine({ rate: rate / 3 }),
        options: { seed, batch, loss, rate: cosine({ rate }), validation: 0.1, ...(augment && { augment }) },
      });
      return networks && anomalyResult({ name, networks, host, settings, provenance: source.provenance });
    },
  });
}

const reconstruction = errorLoss({ output: "reconstruction", target: "scaled", error: "square" });

export const autoencoder = anomalyRecipe({
  name: "autoencoder",
  about: "autoencoder 57-32-16-3-16-32-57 of Level-1 objects; the score is the squared error of its reconstruction",
  model: autoencoderModel,
  loss: reconstruction,
  scored: "reconstruction",
});

/** Of the divergence from the prior, against the mean squared error of one input. */
const PRIOR = 0.005;

export const vae = anomalyRecipe({
  name: "vae",
  about: "variational autoencoder 57-32-16-8 of Level-1 objects, as AXOL1TL; the score is the sum of mu^2",
  model: vaeModel,
  loss: sumOfLosses({
    reconstruction: [1, reconstruction],
    prior: [PRIOR, priorLoss({ mean: "mean", logVariance: "log_variance" })],
  }),
  scored: "mean",
  augment: standardNormal("noise", [LATENT]),
});
