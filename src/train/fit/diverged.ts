import type { FloatData } from "../autodiff/tensor.js";
import type { Batch } from "../data/batch.js";
import type { ForwardResult, Network } from "../network.js";

/** Why a training can't go on. */
export interface Divergence {
  readonly what: "loss" | "gradient" | "weight";
  readonly cause: string;
  readonly hint: string;
}

/** The likely cause of a loss that is NaN or infinite, from where in the network numbers cease to be finite. */
export function lossDivergence(network: Network, batch: Batch, result: ForwardResult, rate: number): Divergence {
  const what = "loss";
  const input = [...network.model.inputs.keys()].find((name) => !isFinite(batch.column(name).data));
  if (input !== undefined)
    return {
      what,
      cause: `input '${input}' holds NaN or infinity`,
      hint: "clean the data, or look at the augmentation",
    };
  const weight = weightDivergence(network, rate);
  if (weight !== undefined) return { ...weight, what };
  const layer = network.model.layers.find((each) => !(greatest(result.valueOf(each).data) < GROWN));
  if (layer !== undefined) {
    const reached = greatest(result.valueOf(layer).data);
    const cause = `values of layer '${layer.name}' reach ${reached.toPrecision(3)}, weights ${greatestWeight(network)}`;
    return { what, cause, hint: slower(rate) };
  }
  return {
    what,
    cause: "all values of the network are small, so the loss itself makes it of them",
    hint: "look at targets and event weights, and at logarithms and quotients of the loss",
  };
}

/** No sound network has values beyond: their squares leave the range of 32-bit floats. */
const GROWN = 1e15;

/** A weight that is NaN or infinite. State may be: the range of activations that none was seen of yet is empty, ∞ to -∞. */
export function weightDivergence({ parameters }: Network, rate: number): Divergence | undefined {
  const bad = [...parameters.values()].find(({ data, grad }) => grad !== undefined && !isFinite(data));
  if (bad === undefined) return undefined;
  return { what: "weight", cause: `'${bad.name}' is not finite`, hint: slower(rate) };
}

/** The likely cause of a gradient that is NaN or infinite although its loss is finite. */
export function gradientDivergence(network: Network, rate: number): Divergence {
  const bad = [...network.parameters.values()].find(({ grad }) => grad !== undefined && !isFinite(grad));
  const of = bad === undefined ? "the sum of all squares" : `that of '${bad.name}'`;
  const cause = `${of} overflows or is infinitely steep, the greatest weight is ${greatestWeight(network)}`;
  return {
    what: "gradient",
    cause,
    hint: `lower the learning rate (now ${rate}), or look at roots and quotients of the loss`,
  };
}

function slower(rate: number): string {
  return `lower the learning rate (now ${rate}) or clip gradients`;
}

function greatestWeight({ parameters }: Network): string {
  const trained = [...parameters.values()].filter(({ grad }) => grad !== undefined);
  return Math.max(...trained.map(({ data }) => greatest(data))).toPrecision(3);
}

/** The greatest magnitude; NaN where one is NaN. */
function greatest(data: FloatData): number {
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most;
}

function isFinite(data: FloatData): boolean {
  return data.every((value: number) => Number.isFinite(value));
}
