import { sizeOf } from "../autodiff/tensor.js";
import type { ParameterSpec } from "../layers/layer.js";
import type { PruneOptions } from "./prune.js";

/**
 * Single weights; columns (all weights of a neuron or filter, and its bias); or all but `keep` of every `of` consecutive
 * inputs of a neuron (N:M sparsity: Zhou et al. 2021, arXiv 2102.04010).
 */
export type PruneStructure = "element" | "column" | { readonly keep: number; readonly of: number };

/** One number of a parameter. */
export interface Cell {
  readonly name: string;
  readonly index: number;
}

/** What lives or goes together. */
export type Block = readonly Cell[];

/** Blocks among which the least go. */
export interface Pool {
  readonly blocks: readonly Block[];
  /** How many may go. */
  readonly most: number;
}

/** The parameters that get a mask: the weights, and their biases if whole columns go. */
export function targetsOf(specs: readonly ParameterSpec[], options: PruneOptions): readonly ParameterSpec[] {
  return weightsOf(specs, options).flatMap((weight) => [weight, ...biasesOf(specs, weight, options)]);
}

/** Who competes with whom: all blocks of a weight, of all weights, or of one group of inputs. */
export function poolsOf(specs: readonly ParameterSpec[], options: PruneOptions): readonly Pool[] {
  const { structure = "element", scope = "layer" } = options;
  const weights = weightsOf(specs, options);
  if (typeof structure === "object") return weights.flatMap((weight) => inputGroups(weight, structure));
  const pools = weights.map((weight) => blocksOf(weight, biasesOf(specs, weight, options), structure));
  return (scope === "global" ? [pools.flat()] : pools).map((blocks) => ({ blocks, most: blocks.length }));
}

function weightsOf(specs: readonly ParameterSpec[], { weights, structure }: PruneOptions): readonly ParameterSpec[] {
  if (weights === undefined) {
    if (structure === "column") throw new RangeError("Pruning columns: name the weights whose columns may go.");
    return specs.filter(({ name, trained }) => trained && name.endsWith(".weight"));
  }
  return weights.map((wanted) => {
    const found = specs.find(({ name, trained }) => trained && name === wanted);
    if (found !== undefined) return found;
    const known = specs.filter(({ name, trained }) => trained && name.endsWith(".weight"));
    throw new RangeError(`No weight is called '${wanted}'; there are ${known.map(({ name }) => name).join(", ")}.`);
  });
}

function biasesOf(
  specs: readonly ParameterSpec[],
  weight: ParameterSpec,
  { structure }: PruneOptions,
): ParameterSpec[] {
  const bias = weight.name.replace(/\.weight$/, ".bias");
  return structure === "column"
    ? specs.filter(({ name, trained }) => trained && name === bias && bias !== weight.name)
    : [];
}

function blocksOf(weight: ParameterSpec, biases: readonly ParameterSpec[], structure: "element" | "column"): Block[] {
  const cells = cellsOf(weight);
  if (structure === "element") return cells.map((cell) => [cell]);
  const columns = weight.shape.at(-1) ?? 1;
  return Array.from({ length: columns }, (_, column) => [
    ...cells.filter(({ index }) => index % columns === column),
    ...biases.map(({ name }) => ({ name, index: column })),
  ]);
}

function inputGroups(weight: ParameterSpec, { keep, of }: { readonly keep: number; readonly of: number }): Pool[] {
  if (!(Number.isInteger(keep) && Number.isInteger(of) && keep >= 0 && keep <= of && of >= 1)) {
    throw new RangeError(`${keep} of ${of} inputs to keep: write whole numbers, the first not above the second.`);
  }
  const columns = weight.shape.at(-1) ?? 1;
  const groups = new Map<number, Cell[]>();
  for (const cell of cellsOf(weight)) {
    const row = Math.floor(cell.index / columns);
    const group = Math.floor(row / of) * columns + (cell.index % columns);
    groups.set(group, [...(groups.get(group) ?? []), cell]);
  }
  return Array.from(groups.values(), (cells) => {
    return { blocks: cells.map((cell) => [cell]), most: Math.max(0, cells.length - keep) };
  });
}

function cellsOf({ name, shape }: ParameterSpec): Cell[] {
  return Array.from({ length: sizeOf(shape) }, (_, index) => ({ name, index }));
}
