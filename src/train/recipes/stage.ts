import type { SampleSource } from "../../data/sample.js";
import type { Kernels } from "../autodiff/kernels.js";
import { type Columns, columnsOf } from "../data/columns.js";
import { loadCheckpoint, saveCheckpoint } from "../fit/checkpoint-file.js";
import { fit } from "../fit/fit.js";
import type { EpochRecord, History } from "../fit/history.js";
import type { FitOptions, Hook } from "../fit/options.js";
import { createNetwork, type Model, type Network, type State } from "../network.js";
import type { RecipeHost } from "./recipe.js";

/** A training of a recipe that starts where another ended, with checkpoints of its own. */
export interface Stage {
  /** In progress, files and checkpoints: `float`, `quantized` ... */
  readonly name: string;
  readonly model: Model;
  /** First values; parameters that it lacks (ranges, masks) begin as a new network's do. */
  readonly from?: State;
  readonly data: Columns;
  readonly options: Omit<FitOptions, "resume">;
}

export interface StageResult {
  readonly network: Network;
  readonly history: History;
}

/** Trains a stage, or takes it up where an interrupted run left it. */
export function trainStage(host: RecipeHost, kernels: Kernels, stage: Stage): StageResult | undefined {
  const { name, model, from, data, options } = stage;
  const network = createNetwork(model, kernels, { seed: options.seed });
  for (const [parameter, { data: values }] of network.parameters) values.set(from?.get(parameter) ?? values);
  const kept = host.resume(name);
  const resume = kept && loadCheckpoint(kept, host.reporter);
  if (kept !== undefined && resume === undefined) return undefined;
  const hooks = [...(options.hooks ?? []), hostHook(host, name)];
  const result = fit(network, data, { ...options, hooks, ...(resume && { resume }) }, host.reporter);
  return result && { network, history: result.history };
}

/** Tells and keeps every epoch. */
function hostHook(host: RecipeHost, stage: string): Hook {
  return {
    name: "host",
    afterEpoch: ({ record, epochs, checkpoint }) => {
      host.say(epochLine(stage, record, epochs));
      host.keep(stage, saveCheckpoint(checkpoint()));
    },
  };
}

function epochLine(stage: string, { epoch, loss, validationLoss, metrics }: EpochRecord, epochs: number): string {
  const judged = validationLoss === undefined ? {} : { validation: validationLoss };
  const numbers = Object.entries({ loss, ...judged, ...metrics });
  return `${stage} ${epoch}/${epochs}: ${numbers.map(([key, value]) => `${key} ${value.toPrecision(4)}`).join(", ")}`;
}

/** Events [first, first + events) of a generated sample. */
export function sampleColumns(
  source: SampleSource,
  events: number,
  host: Pick<RecipeHost, "reporter">,
  first = 0,
): Columns | undefined {
  return columnsOf(source.make(first, events), host.reporter);
}
