import { must } from "../../support/errors.js";
import { multiply, relu } from "../autodiff/ops/elementwise.js";
import {
  binaryCrossEntropy,
  gaussianDivergence,
  huber,
  meanAbsoluteError,
  meanSquaredError,
  pseudoHuber,
  softmaxCrossEntropy,
} from "../autodiff/ops/losses.js";
import { absoluteSum, squareSum, weightedSum } from "../autodiff/ops/losses-sums.js";
import { expectShape, type Tensor } from "../autodiff/tensor.js";
import { expectClasses, expectColumn, expectOutput, expectShares, expectSize } from "./expect.js";
import type { Loss, LossStep } from "./loss.js";

interface Head {
  /** An output of the model. */
  readonly output: string;
  /** A column with a weight of every row of the output (a track, a candidate): 0 where it is padding. */
  readonly mask?: string;
}

export interface LabelHead extends Head {
  /** A column: numbers of classes, or shares of them (for a binary head: 0, 1 or between). */
  readonly labels: string;
}

/** Softmax cross-entropy of an output's logits [..., classes]. */
export function softmaxLoss(head: LabelHead): Loss {
  return {
    description: `softmax(${textOf(head)})`,
    compute: (at) =>
      softmaxCrossEntropy(at.tape, outputOf(at, head), at.batch.column(head.labels), weightsOf(at, head)),
    check: (data, model, reporter) => {
      const shape = expectOutput(model, head.output, reporter);
      if (shape) expectClasses(data, head.labels, shape, reporter);
      if (head.mask) expectColumn(data, head.mask, reporter);
    },
  };
}

/** Binary cross-entropy of an output's logits. */
export function binaryLoss(head: LabelHead): Loss {
  return {
    description: `binary(${textOf(head)})`,
    compute: (at) => binaryCrossEntropy(at.tape, outputOf(at, head), at.batch.column(head.labels), weightsOf(at, head)),
    check: (data, model, reporter) => {
      const shape = expectOutput(model, head.output, reporter);
      if (shape) expectShares(data, head.labels, shape, reporter);
      if (head.mask) expectColumn(data, head.mask, reporter);
    },
  };
}

export interface TargetHead extends Head {
  /** A column of the output's size: what it should be. The input's own column makes an autoencoder. */
  readonly target: string;
  readonly error: "square" | "absolute" | { readonly huber: number } | { readonly pseudoHuber: number };
}

/** A loss of the difference between an output and its target. */
export function errorLoss(head: TargetHead): Loss {
  const { target, error } = head;
  return {
    description: `error(${textOf(head)})`,
    compute: (at) => {
      const [x, t, weights] = [outputOf(at, head), at.batch.column(target), weightsOf(at, head)];
      if (error === "square") return meanSquaredError(at.tape, x, t, weights);
      if (error === "absolute") return meanAbsoluteError(at.tape, x, t, weights);
      if ("huber" in error) return huber(at.tape, x, t, error.huber, weights);
      return pseudoHuber(at.tape, x, t, error.pseudoHuber, weights);
    },
    check: (data, model, reporter) => {
      const shape = expectOutput(model, head.output, reporter);
      if (shape) expectSize(data, target, shape, reporter);
      if (head.mask) expectColumn(data, head.mask, reporter);
    },
  };
}

/** Divergence of a Gaussian, given by two outputs [dimensions], from the standard one: the prior of a VAE. */
export function priorLoss({ mean, logVariance }: { mean: string; logVariance: string }): Loss {
  return {
    description: `prior(${mean}, ${logVariance})`,
    compute: (at) => {
      const [mu, log] = [mean, logVariance].map((output) => outputOf(at, { output })) as [Tensor, Tensor];
      return gaussianDivergence(at.tape, mu, log, at.batch.weights);
    },
    check: (_, model, reporter) => {
      for (const output of [mean, logVariance]) expectOutput(model, output, reporter);
    },
  };
}

/** Sums over the weights of all layers, or of those named: l1 Σ |w| + l2 Σ w². */
export function weightPenalty(options: { l1?: number; l2?: number; layers?: readonly string[] }): Loss {
  const { l1 = 0, l2 = 0, layers } = options;
  const wanted = layers && new Set(layers.map((layer) => `${layer}.weight`));
  return {
    description: `penalty(${JSON.stringify(options)})`,
    compute: ({ tape, network }) => {
      const weights = [...network.parameters.values()].filter(
        ({ name }) => wanted?.has(name) ?? name.endsWith(".weight"),
      );
      const terms = weights.flatMap((weight): (readonly [number, Tensor])[] => [
        ...(l1 === 0 ? [] : [[l1, absoluteSum(tape, weight)] as const]),
        ...(l2 === 0 ? [] : [[l2, squareSum(tape, weight)] as const]),
      ]);
      return weightedSum(tape, terms);
    },
  };
}

/**
 * Effective bit operations of one event over all layers, for networks of learned bits; with a target, by which share they
 * are above it. 0 while nothing is quantized.
 */
export function bitCost({ target }: { target?: number } = {}): Loss {
  return {
    description: `bits(${target ?? ""})`,
    compute: ({ tape, result }) => {
      const share = 1 / (target ?? 1);
      const costs = Array.from(result.costs.values(), (cost) => [share, cost] as const);
      if (target === undefined) return weightedSum(tape, costs);
      return relu(tape, weightedSum(tape, [...costs, [-1, tape.constant([1], [1])]]));
    },
  };
}

/** A factor of a loss, or one that changes with the phase's epochs, from 0. */
export type Factor = number | ((epoch: number) => number);

/** Σ factor · loss; the history shows every part, without its factor, by name. */
export function sumOfLosses(parts: Readonly<Record<string, readonly [factor: Factor, loss: Loss]>>): Loss {
  const all = Object.entries(parts);
  const texts = all.map(([name, [factor, loss]]) => {
    const text = typeof factor === "number" ? factor : "scheduled";
    return `${name}: ${text} * ${loss.description}`;
  });
  return {
    description: `sum(${texts.join(", ")})`,
    compute: (at) => {
      const terms = all.map(([name, [factor, loss]]) => {
        const value = loss.compute(at);
        at.part(name, value);
        return [typeof factor === "number" ? factor : factor(at.epoch), value] as const;
      });
      return weightedSum(at.tape, terms);
    },
    check: (data, model, reporter) => {
      for (const [, [, loss]] of all) loss.check?.(data, model, reporter);
    },
  };
}

function textOf(head: Head): string {
  return JSON.stringify(head).slice(1, -1).replaceAll('"', "");
}

function outputOf({ result }: LossStep, { output }: Pick<Head, "output">): Tensor {
  return must(result.outputs.get(output), `output ${output}`);
}

/** Weights of events, or of rows where a mask is given. */
function weightsOf({ tape, batch }: LossStep, { mask }: Head): Tensor {
  if (mask === undefined) return batch.weights;
  const rows = batch.column(mask);
  const perEvent = rows.data.length / batch.events;
  expectShape(Number.isInteger(perEvent), "mask", rows.shape);
  const spread = tape.tensor(rows.shape);
  for (let i = 0; i < spread.data.length; i++) spread.data[i] = batch.weights.data[Math.floor(i / perEvent)] as number;
  return multiply(tape, rows, spread);
}
