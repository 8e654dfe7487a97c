import { must } from "../../../support/errors.js";
import type { Kernels } from "../../autodiff/kernels.js";
import { type Columns, joinRows } from "../../data/columns.js";
import type { History } from "../../fit/history.js";
import { binaryLoss } from "../../fit/losses.js";
import type { FitOptions } from "../../fit/options.js";
import { createNetwork, type Model, type Network, type State, stateOf } from "../../network.js";
import { constant, cosine } from "../../optimize/schedule.js";
import { frozenQuantizer } from "../../quantize/frozen-quantizer.js";
import { type Memory, remember, rememberMore, replayData } from "../../techniques/replay.js";
import { type Importance, synapticIntelligence } from "../../techniques/synaptic-intelligence.js";
import type { RecipeHost } from "../recipe.js";
import { type StageResult, trainStage } from "../stage.js";
import { fakeTrackModel } from "./model.js";
import { PERIODS } from "./periods.js";

/** How a network goes on learning when the detector has changed. */
export interface Method {
  readonly name: string;
  /** Whether tracks of earlier periods are mixed into the batches. */
  readonly replay: boolean;
  /** Whether synaptic intelligence holds weights. */
  readonly springs: boolean;
}

export const METHODS: readonly Method[] = [
  { name: "top-up", replay: false, springs: false },
  { name: "replay", replay: true, springs: false },
  { name: "synaptic-intelligence", replay: false, springs: true },
  { name: "replay-and-synaptic-intelligence", replay: true, springs: true },
];

export interface LearnOptions {
  /** Of first weights, shuffles and the memory. */
  readonly seed: number;
  /** Begins the names of stages. */
  readonly run: string;
  readonly epochs: number;
  readonly quantizedEpochs: number;
  readonly topUpEpochs: number;
  readonly batch: number;
  readonly rate: number;
  /** Tracks kept for replay. */
  readonly memory: number;
  /** Of synaptic intelligence. */
  readonly strength: number;
}

/** A network after each period, the first of them the intact one, and what the training told. */
export interface Learned {
  readonly networks: readonly Network[];
  readonly history: History;
}

/** The network of the intact detector, with all that later periods need of it. */
export interface Base {
  /** With the types that all networks have from now on. */
  readonly network: Network;
  readonly history: History;
  readonly importance: Importance;
  readonly memory: Memory;
}

/** What one run gives. */
export interface RunResult {
  readonly seed: number;
  readonly base: Base;
  /** By method; first `none`, which stays as it is, last `joint`, which learns all degraded periods at once. */
  readonly learned: ReadonlyMap<string, Learned>;
  /** Of each period. */
  readonly tests: readonly Columns[];
}

const LOSS = binaryLoss({ output: "logit", labels: "fake" });

/** A tenth of the rate is left for top-ups. */
const TOP_UP = 0.1;
/** Of the tracks of a step with replay. */
const REPLAYED = 0.5;

/** Trains as a float network, then quantized; undefined where that fails (reported). */
export function learnIntact(
  host: RecipeHost,
  kernels: Kernels,
  data: Columns,
  { run, seed, batch, rate, epochs, quantizedEpochs, memory }: LearnOptions,
): Base | undefined {
  const paths = synapticIntelligence({ strength: 0 });
  const result = trainStage(host, kernels, {
    name: `${run}-intact`,
    model: fakeTrackModel(),
    data,
    options: {
      seed,
      batch,
      loss: LOSS,
      phases: [
        { name: "intact, float", epochs, rate: cosine({ rate }) },
        { name: "intact, quantized", epochs: quantizedEpochs, rate: cosine({ rate: rate / 3 }), quantized: true },
      ],
      hooks: [paths.hook],
    },
  });
  if (result === undefined) return undefined;
  const state = stateOf(result.network);
  return {
    network: createNetwork(frozenModel(state), kernels, { state }),
    history: result.history,
    importance: paths.importance(result.network),
    memory: remember(data, memory, seed),
  };
}

/** The model with the types that a trained network has found. */
function frozenModel(state: State): Model {
  return fakeTrackModel((quantizer) => frozenQuantizer(quantizer, (name) => must(state.get(name), name)));
}

/** Tops a network up with one degraded period after another. */
export function learnOn(
  host: RecipeHost,
  base: Base,
  periods: readonly Columns[],
  method: Method,
  options: LearnOptions,
): Learned | undefined {
  let { importance, memory } = base;
  const networks = [base.network];
  const histories: History[] = [];
  for (const [i, data] of periods.entries()) {
    const period = must(PERIODS[i + 1], "period").name;
    const springs = synapticIntelligence({ strength: method.springs ? options.strength : 0, earlier: importance });
    const result = topUp(host, must(networks.at(-1), "network"), `${options.run}-${method.name}-${period}`, options, {
      data: method.replay ? replayData(data, memory.events, REPLAYED) : data,
      // With replay as many new tracks a step as without.
      batch: method.replay ? Math.round(options.batch / (1 - REPLAYED)) : options.batch,
      phases: [{ name: period }],
      hooks: [springs.hook],
    });
    if (result === undefined) return undefined;
    importance = springs.importance(result.network);
    memory = rememberMore(memory, data);
    networks.push(result.network);
    histories.push(result.history);
  }
  return { networks, history: joined(histories) };
}

/** Learns all degraded periods at once: what no method that sees them one after another can know. */
export function learnJointly(
  host: RecipeHost,
  base: Base,
  [first, ...others]: readonly [Columns, ...Columns[]],
  options: LearnOptions,
): Learned | undefined {
  const data = joinRows([first, ...others]);
  const stage = { data, batch: options.batch, phases: [{ name: "all degraded" }], hooks: [] };
  const result = topUp(host, base.network, `${options.run}-joint`, options, stage);
  return result && { networks: [base.network, ...PERIODS.slice(1).map(() => result.network)], history: result.history };
}

function topUp(
  host: RecipeHost,
  from: Network,
  name: string,
  { seed, rate, topUpEpochs }: LearnOptions,
  { data, ...part }: { data: Columns } & Required<Pick<FitOptions, "batch" | "phases" | "hooks">>,
): StageResult | undefined {
  return trainStage(host, from.kernels, {
    name,
    model: from.model,
    from: stateOf(from),
    data,
    options: { ...part, seed, loss: LOSS, epochs: topUpEpochs, quantized: true, rate: constant(rate * TOP_UP) },
  });
}

function joined(histories: readonly History[]): History {
  return { epochs: histories.flatMap(({ epochs }) => epochs), seconds: histories.flatMap(({ seconds }) => seconds) };
}
