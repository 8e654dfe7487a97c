import type { Kernels } from "../../autodiff/kernels.js";
import { wasmKernels } from "../../autodiff/wasm-kernels.js";
import type { Columns } from "../../data/columns.js";
import { type RecipeHost, recipe } from "../recipe.js";
import type { SettingsOf, SettingTable } from "../settings.js";
import {
  type Learned,
  type LearnOptions,
  learnIntact,
  learnJointly,
  learnOn,
  METHODS,
  type RunResult,
} from "./learn.js";
import { PERIODS } from "./periods.js";
import { continualResult } from "./result.js";
import { trackColumns } from "./tracks.js";

const SETTINGS = {
  seed: {
    kind: "integer",
    default: 1,
    least: 0,
    most: 2 ** 32 - 1,
    about: "of the first run; others count on from it",
  },
  runs: {
    kind: "integer",
    default: 5,
    least: 2,
    most: 100,
    about: "with tracks, first weights and orders of their own",
  },
  events: { kind: "integer", default: 500, least: 10, most: 1e6, about: "of every period to train with" },
  test_events: { kind: "integer", default: 500, least: 10, most: 1e6, about: "of every period to judge with" },
  epochs: { kind: "integer", default: 10, least: 1, most: 10_000, about: "of the float network, intact detector" },
  quantized_epochs: { kind: "integer", default: 5, least: 1, most: 10_000, about: "of the quantized one after it" },
  top_up_epochs: {
    kind: "integer",
    default: 4,
    least: 1,
    most: 10_000,
    about: "of every later period, at a tenth of the rate",
  },
  batch: { kind: "integer", default: 128, least: 1, most: 1e6, about: "new tracks of a step" },
  rate: { kind: "number", default: 0.003, least: 1e-7, most: 1, about: "first learning rate, which falls as a cosine" },
  memory: { kind: "integer", default: 2000, least: 1, most: 1e6, about: "tracks of earlier periods kept for replay" },
  strength: { kind: "number", default: 3, least: 0, most: 1e6, about: "of the springs of synaptic intelligence" },
} as const satisfies SettingTable;

export const continual = recipe({
  name: "continual",
  about:
    "fake tracks of a detector that degrades (CMS DP-2023-022): 9-25-30-1 topped up with and without replay and synaptic intelligence",
  settings: SETTINGS,
  run: (settings, host) => {
    const kernels = wasmKernels();
    const runs: RunResult[] = [];
    for (let i = 0; i < settings.runs; i++) {
      const result = run(settings, (settings.seed + i) % 2 ** 32, `run${i + 1}`, host, kernels);
      if (result === undefined) return undefined;
      runs.push(result);
    }
    return continualResult(runs, settings);
  },
});

function run(
  settings: SettingsOf<typeof SETTINGS>,
  seed: number,
  name: string,
  host: RecipeHost,
  kernels: Kernels,
): RunResult | undefined {
  const { events, test_events, epochs, quantized_epochs, top_up_epochs, batch, rate, memory, strength } = settings;
  const options: LearnOptions = {
    seed,
    run: name,
    epochs,
    quantizedEpochs: quantized_epochs,
    topUpEpochs: top_up_epochs,
    batch,
    rate,
    memory,
    strength,
  };
  const tracks = (use: string, count: number): Columns[] =>
    PERIODS.map((period) => trackColumns(seed, `${use}/${period.name}`, count, period));
  const [intact, ...degraded] = tracks("train", events) as [Columns, Columns, ...Columns[]];
  const base = learnIntact(host, kernels, intact, options);
  if (base === undefined) return undefined;
  const unchanged: Learned = { networks: PERIODS.map(() => base.network), history: base.history };
  const learned = new Map([["none", unchanged]]);
  for (const method of METHODS) {
    const result = learnOn(host, base, degraded, method, options);
    if (result === undefined) return undefined;
    learned.set(method.name, result);
  }
  const joint = learnJointly(host, base, degraded as [Columns, ...Columns[]], options);
  if (joint === undefined) return undefined;
  return { seed, base, learned: learned.set("joint", joint), tests: tracks("test", test_events) };
}
