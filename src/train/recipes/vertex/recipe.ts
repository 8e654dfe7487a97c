import { PRESETS } from "../../../data/vertices/parameters.js";
import { createVertexSource } from "../../../data/vertices/source.js";
import { wasmKernels } from "../../autodiff/wasm-kernels.js";
import { binaryLoss, softmaxLoss, sumOfLosses } from "../../fit/losses.js";
import { cosine } from "../../optimize/schedule.js";
import { type RecipeHost, recipe } from "../recipe.js";
import type { SettingsOf, SettingTable } from "../settings.js";
import { trainVariants } from "../variants.js";
import { vertexColumns } from "./columns.js";
import { zFlip } from "./flip.js";
import { chainModel, PRUNED } from "./model.js";
import { vertexResult } from "./result.js";

const SETTINGS = {
  seed: { kind: "integer", default: 1, least: 0, most: 2 ** 32 - 1, about: "of the events and of the first weights" },
  events: {
    kind: "integer",
    default: 16_000,
    least: 100,
    most: 1e6,
    about: "to train with, a twentieth of them to validate",
  },
  zmumu: {
    kind: "number",
    default: 0.5,
    least: 0,
    most: 1,
    about: "share of them that are Z to mu mu-like, the others tt-like",
  },
  test_events: {
    kind: "integer",
    default: 5000,
    least: 100,
    most: 1e6,
    about: "to judge with, of each sort that was trained with, of streams of their own",
  },
  epochs: { kind: "integer", default: 6, least: 1, most: 10_000, about: "of the float chain" },
  quantized_epochs: { kind: "integer", default: 6, least: 1, most: 10_000, about: "of every quantized one" },
  batch: { kind: "integer", default: 64, least: 1, most: 1e5, about: "events of a step, 250 tracks each" },
  rate: { kind: "number", default: 0.004, least: 1e-7, most: 1, about: "first learning rate, which falls as a cosine" },
} as const satisfies SettingTable;

/**
 * The end-to-end vertex chain of CMS's Level-1 trigger (J. Phys. Conf. Ser. 2438 012106): a weight of each track, their
 * histogram, a pattern over it, the bin of the peak, and the tracks that come from there. Cross-entropy over the bins and
 * over the tracks teaches it at once.
 */
export const vertex = recipe({
  name: "vertex",
  about: "end-to-end vertex chain: track weights, histogram, pattern, peak, association of tracks; against fastHisto",
  settings: SETTINGS,
  run: (settings, host) => {
    const { seed, epochs, quantized_epochs, batch, rate } = settings;
    const made = eventsOf(settings, host);
    if (made === undefined) return undefined;
    const networks = trainVariants(host, wasmKernels(), {
      model: chainModel,
      data: made.data,
      floatEpochs: epochs,
      quantizedEpochs: quantized_epochs,
      quantizedRate: cosine({ rate }),
      prune: { weights: PRUNED, scope: "global" },
      options: {
        seed,
        batch,
        loss: sumOfLosses({
          vertex: [1, softmaxLoss({ output: "pattern", labels: "place" })],
          association: [1, binaryLoss({ output: "association", labels: "from_pv", mask: "balance" })],
        }),
        rate: cosine({ rate }),
        validation: 0.05,
        augment: zFlip,
      },
    });
    return networks && vertexResult({ networks, samples: made.samples, settings });
  },
});

type Preset = "ttbar" | "zmumu";

/** Events of both sorts to train with, and of each sort that is among them to judge with. */
function eventsOf({ seed, events, zmumu, test_events }: SettingsOf<typeof SETTINGS>, host: RecipeHost) {
  const source = (stream: string, preset: Preset) =>
    createVertexSource({ seed, stream: `${stream} ${preset}`, parameters: PRESETS[preset] });
  const others = Math.round(zmumu * events);
  const sorts = (
    [
      ["ttbar", events - others],
      ["zmumu", others],
    ] as const
  ).filter(([, count]) => count > 0);
  const data = vertexColumns(
    sorts.map(([preset, count]) => [source("train", preset), count]),
    host,
  );
  const samples = sorts.flatMap(([name]) => {
    const test = source("test", name);
    const columns = vertexColumns([[test, test_events]], host);
    return columns === undefined ? [] : [{ name, provenance: test.provenance, data: columns }];
  });
  return data === undefined || samples.length < sorts.length ? undefined : { data, samples };
}
