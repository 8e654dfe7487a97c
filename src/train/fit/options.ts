import type { Random } from "../../support/random.js";
import type { FloatData } from "../autodiff/tensor.js";
import type { Batch } from "../data/batch.js";
import type { Columns } from "../data/columns.js";
import type { Network } from "../network.js";
import { adam, type Optimizer } from "../optimize/optimizer.js";
import { constant, type Schedule } from "../optimize/schedule.js";
import type { Checkpoint } from "./checkpoint.js";
import type { EpochRecord } from "./history.js";
import type { Loss } from "./loss.js";

/** A number that tells how good outputs are. */
export type Metric = (outputs: Columns, data: Columns, weights: FloatData | undefined) => number;

/** What decides which epoch was best: the loss (of the validation events, where there are some) or a metric. */
export interface Monitor {
  /** Default `loss`. */
  readonly metric: string;
  readonly best: "least" | "greatest";
}

export interface EarlyStopping {
  /** Epochs without a new best after which a phase ends. */
  readonly patience: number;
  /** By how much a new best has to be better than the last. Default 0. */
  readonly minDelta?: number;
  /** Epochs of the phase that are not watched: while pruning is under way, say. Default 0. */
  readonly from?: number;
}

/** A stretch of training with an optimizer that starts anew. */
export interface Phase {
  /** In history and messages; default `phase 1` ... */
  readonly name?: string;
  /** Default 1. */
  readonly epochs?: number;
  /** Whether quantizers act. Default false. */
  readonly quantized?: boolean;
  readonly loss?: Loss;
  /** Default Adam. */
  readonly optimizer?: Optimizer;
  /** Default constant, 0.001. */
  readonly rate?: Schedule;
  readonly monitor?: Monitor;
  /** Where given, the phase ends with the weights of its best epoch. */
  readonly earlyStopping?: EarlyStopping;
}

export type ClassWeights = {
  /** A column with numbers of classes. */
  readonly labels: string;
  /** Of each class, or such that the weights of all classes have the same sum. */
  readonly weights: readonly number[] | "balanced";
};

/** Changes batches before the network sees them: flips, smearing, noise of a sampling layer. */
export interface Augmentation {
  /** Inputs that it puts into batches, so that the data need no such column. */
  readonly provides?: readonly string[];
  /** `random` belongs to this batch alone. */
  readonly apply: (batch: Batch, random: Random, training: boolean) => void;
}

/** Where a training stands when hooks are called. */
export interface Moment {
  readonly network: Network;
  readonly phase: string;
  readonly quantized: boolean;
  /** Of the phase, from 0. */
  readonly epoch: number;
  /** Of the phase. */
  readonly epochs: number;
  /** Of the phase, from 0, over all epochs. */
  readonly step: number;
  readonly stepsPerEpoch: number;
}

/** What runs along with a training: masks of pruning, penalties of earlier tasks, progress. */
export interface Hook {
  /** Unique: what checkpoints keep of it stands under this name. */
  readonly name: string;
  readonly beforeEpoch?: (at: Moment) => void;
  /** All gradients are there, not yet clipped. */
  readonly beforeStep?: (at: Moment) => void;
  /** Weights were moved; their gradients are still there. */
  readonly afterStep?: (at: Moment) => void;
  /** With "stop" the training ends here, with the weights as they are. */
  readonly afterEpoch?: (
    at: Moment & { readonly record: EpochRecord; readonly checkpoint: () => Checkpoint },
  ) => unknown;
  /** What a checkpoint has to keep of it. */
  readonly save?: () => ReadonlyMap<string, FloatData>;
  /** Called before the first epoch of a resumed training. */
  readonly load?: (saved: ReadonlyMap<string, FloatData>) => void;
}

/** Options of a training; those of a phase hold where the phase itself says nothing. */
export interface FitOptions extends Omit<Phase, "name"> {
  readonly seed: number;
  readonly loss: Loss;
  /** Default: one phase. */
  readonly phases?: readonly Phase[];
  /** Events of a step. Default 1024. */
  readonly batch?: number;
  /** Events to judge by: a share of the data, or a set of their own. */
  readonly validation?: number | Columns;
  /** A column with a weight of each event, of any sign. All weights are scaled to a mean of 1. */
  readonly weights?: string;
  readonly classWeights?: ClassWeights;
  /** Greatest length of all gradients as one vector. */
  readonly clip?: number;
  /** Factor of the learning rate of a parameter; with 0 it stays as it is. */
  readonly rateFactor?: (parameter: string) => number;
  /** After every epoch, over the validation events where there are some. */
  readonly metrics?: Readonly<Record<string, Metric>>;
  readonly augment?: Augmentation;
  readonly hooks?: readonly Hook[];
  readonly resume?: Checkpoint;
}

export interface SettledPhase extends Required<Omit<Phase, "earlyStopping">> {
  readonly earlyStopping: EarlyStopping | undefined;
}

export function settledPhases({ phases = [{}], ...options }: FitOptions): SettledPhase[] {
  const { epochs = 1, quantized = false, loss, optimizer = adam(), rate = constant(0.001) } = options;
  const { monitor = { metric: "loss", best: "least" }, earlyStopping } = options;
  return phases.map((phase, i) => ({
    name: `phase ${i + 1}`,
    epochs,
    quantized,
    loss,
    optimizer,
    rate,
    monitor,
    earlyStopping,
    ...phase,
  }));
}
