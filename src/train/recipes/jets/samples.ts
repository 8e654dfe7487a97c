import { createJetSource } from "../../../data/jets/source.js";
import type { Provenance } from "../../../data/sample.js";
import type { Columns } from "../../data/columns.js";
import type { Loss } from "../../fit/loss.js";
import { cosine } from "../../optimize/schedule.js";
import type { RecipeHost } from "../recipe.js";
import type { SettingsOf, SettingTable } from "../settings.js";
import { sampleColumns } from "../stage.js";
import type { VariantsRequest } from "../variants.js";

/** Settings of the jet taggers. */
export const JET_SETTINGS = {
  seed: { kind: "integer", default: 1, least: 0, most: 2 ** 32 - 1, about: "of the jets and of the first weights" },
  jets: {
    kind: "integer",
    default: 200_000,
    least: 100,
    most: 1e7,
    about: "to train with, a tenth of them to validate",
  },
  test_jets: {
    kind: "integer",
    default: 50_000,
    least: 100,
    most: 1e7,
    about: "to judge with, of a stream of their own",
  },
  epochs: { kind: "integer", default: 24, least: 1, most: 10_000, about: "of the float network" },
  quantized_epochs: { kind: "integer", default: 12, least: 1, most: 10_000, about: "of every quantized one" },
  batch: { kind: "integer", default: 512, least: 1, most: 1e6, about: "jets of a step" },
  rate: { kind: "number", default: 0.004, least: 1e-7, most: 1, about: "first learning rate, which falls as a cosine" },
} as const satisfies SettingTable;

type JetSettings = SettingsOf<typeof JET_SETTINGS>;

export interface JetSamples {
  readonly train: Columns;
  readonly test: Columns;
  /** Of the test jets. */
  readonly provenance: Provenance;
}

/** Jets to train and to judge with, of streams that share no random numbers. */
export function jetSamples({ seed, jets, test_jets }: JetSettings, host: RecipeHost): JetSamples | undefined {
  const source = createJetSource({ seed, stream: "test" });
  const train = sampleColumns(createJetSource({ seed, stream: "train" }), jets, host);
  const test = sampleColumns(source, test_jets, host);
  return train && test && { train, test, provenance: source.provenance };
}

/** How both taggers are trained; classes weigh the same. */
export function jetTraining(
  { seed, batch, rate, epochs, quantized_epochs }: JetSettings,
  loss: Loss,
  labels: string,
): Omit<VariantsRequest, "model" | "data"> {
  return {
    floatEpochs: epochs,
    quantizedEpochs: quantized_epochs,
    quantizedRate: cosine({ rate: rate / 2 }),
    // The first layers are small and used by every candidate: the least weights of all layers together are elsewhere.
    prune: { scope: "global" },
    options: {
      seed,
      batch,
      loss,
      rate: cosine({ rate }),
      validation: 0.1,
      classWeights: { labels, weights: "balanced" },
    },
  };
}
