import { must } from "../../support/errors.js";
import type { FloatData } from "../autodiff/tensor.js";
import { ones } from "../layers/initial.js";
import { type Model, type Network, specsOf } from "../network.js";
import { type Block, type Pool, type PruneStructure, poolsOf, targetsOf } from "./prune-pools.js";
import type { SparsitySchedule } from "./sparsity.js";

export interface PruneOptions {
  readonly schedule: SparsitySchedule;
  /** Names of weights; default all `<layer>.weight` (columns: to be named, since those of an output may not go). */
  readonly weights?: readonly string[];
  /** What is pruned; default "element". */
  readonly structure?: PruneStructure;
  /** Whether every weight gets the scheduled sparsity, or all of them together. Default "layer". */
  readonly scope?: "layer" | "global";
  /** How long the sparsity stands still between two looks at the weights, in the schedule's unit; default 0. */
  readonly every?: number;
}

/** Keeps pruned weights at 0 through training. */
export interface Pruner {
  /** After the gradients of a step are known: those of pruned weights become 0, so that optimizers forget them. */
  readonly maskGradients: () => void;
  /** After the weights were updated: what is gone becomes 0 again. */
  readonly keep: () => void;
  /** The same, after pruning what the schedule says for this time. */
  readonly prune: (at: number) => void;
}

/** Name of the mask of a weight: 1 where it lives, 0 where it was pruned. */
export function maskOf(parameter: string): string {
  return `${parameter}.mask`;
}

/** The model with masks in its state, so that checkpoints know what was pruned. */
export function prunable(model: Model, options: PruneOptions): Model {
  const specs = specsOf(model);
  const masks = targetsOf(specs, options).map(({ name, shape }) => {
    return { name: maskOf(name), shape, trained: false, initial: ones };
  });
  return { ...model, extra: [...model.extra, ...masks] };
}

/**
 * Prunes the weights of least magnitude (columns: of least root mean square) of a network whose model is `prunable`. What
 * was pruned already, as the masks say, stays so, and exactly round(sparsity · count) are. Source: Zhu and Gupta 2017, arXiv 1710.01878, section 3.
 */
export function createPruner(network: Network, options: PruneOptions): Pruner {
  const { parameters, model } = network;
  const data = (name: string): FloatData => must(parameters.get(name), name).data;
  const targets = targetsOf(specsOf(model), options).map(({ name }) => {
    return { name, data: data(name), mask: data(maskOf(name)), grad: parameters.get(name)?.grad };
  });
  const pools = poolsOf(specsOf(model), options).map((pool) => dropper(pool, data));
  const { every = 0, schedule } = options;
  const keep = (): void => {
    for (const { data, mask } of targets) clear(data, mask);
  };
  return {
    keep,
    maskGradients: () => {
      for (const { grad, mask } of targets) if (grad !== undefined) clear(grad, mask);
    },
    prune: (at) => {
      const sparsity = schedule(every > 0 ? Math.floor(at / every) * every : at);
      for (const drop of pools) drop(sparsity);
      keep();
    },
  };
}

type Data = (name: string) => FloatData;

/** Masks the least blocks of those that live, until as many are gone as the sparsity asks for. */
function dropper({ blocks, most }: Pool, data: Data): (sparsity: number) => void {
  let alive = blocks.filter(([cell]) => cell !== undefined && data(maskOf(cell.name))[cell.index] !== 0);
  return (sparsity) => {
    const left = blocks.length - Math.min(most, Math.round(sparsity * blocks.length));
    if (left >= alive.length) return;
    const scored = alive.map((block) => ({ block, score: meanSquare(block, data) })).sort((a, b) => b.score - a.score);
    for (const { block } of scored.slice(left)) mask(block, data);
    alive = scored.slice(0, left).map(({ block }) => block);
  };
}

function meanSquare(block: Block, data: Data): number {
  const squares = block.map(({ name, index }) => must(data(name)[index], name) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / block.length;
}

function mask(block: Block, data: Data): void {
  for (const { name, index } of block) data(maskOf(name))[index] = 0;
}

function clear(x: FloatData, mask: FloatData): void {
  for (let i = 0; i < x.length; i++) if (mask[i] === 0) x[i] = 0;
}
