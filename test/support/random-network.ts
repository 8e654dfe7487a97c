import fc from "fast-check";
import { type ApFixed, apFixed, OVERFLOWS, ROUNDINGS } from "../../src/fixed/types.js";
import { broadcastShape } from "../../src/ir/broadcast.js";
import { leakyRelu, relu } from "../../src/train/layers/activation.js";
import { aggregate, globalAveragePool } from "../../src/train/layers/aggregate.js";
import { batchNorm } from "../../src/train/layers/batch-norm.js";
import { conv1d, conv2d } from "../../src/train/layers/conv.js";
import { dense } from "../../src/train/layers/dense.js";
import { sigmoid, softmax, tanh } from "../../src/train/layers/head.js";
import { input } from "../../src/train/layers/input.js";
import type { Layer } from "../../src/train/layers/layer.js";
import { add, concat, multiply, subtract } from "../../src/train/layers/merge.js";
import { averagePool1d, averagePool2d, maxPool1d, maxPool2d } from "../../src/train/layers/pool.js";
import { quantized } from "../../src/train/layers/quantized.js";
import { flatten, permute, reshape, slice } from "../../src/train/layers/shape.js";
import { createModel, type Model } from "../../src/train/network.js";
import { fixedQuantizer } from "../../src/train/quantize/fixed-quantizer.js";

/** One step of a random network: which layer, small numbers that it takes its options from, and its types. */
export interface LayerSpec {
  readonly kind: (typeof KINDS)[number];
  readonly a: number;
  readonly b: number;
  readonly same: boolean;
  readonly weight: ApFixed;
  readonly bias: ApFixed;
  readonly result: ApFixed | undefined;
}

const KINDS = [
  "dense",
  "conv",
  "relu",
  "leakyRelu",
  "batchNorm",
  "maxPool",
  "averagePool",
  "global",
  "aggregate",
  "flatten",
  "reshape",
  "permute",
  "slice",
  "concat",
  "add",
  "subtract",
  "multiply",
  "cast",
  "sigmoid",
  "tanh",
  "softmax",
] as const;

/** A type of the given widths with any modes. */
export function types(least: number, most: number): fc.Arbitrary<ApFixed> {
  return fc
    .record({
      signed: fc.boolean(),
      width: fc.integer({ min: least, max: most }),
      point: fc.integer({ min: -2, max: most + 1 }),
      rounding: fc.constantFrom(...ROUNDINGS),
      overflow: fc.constantFrom(...OVERFLOWS),
    })
    .map(({ signed, width, point, rounding, overflow }) =>
      apFixed({ signed, width, int: Math.min(point, width + 1) }, rounding, overflow),
    );
}

export const layerSpec: fc.Arbitrary<LayerSpec> = fc.record({
  kind: fc.constantFrom(...KINDS),
  a: fc.nat(5),
  b: fc.nat(5),
  same: fc.boolean(),
  weight: types(1, 8),
  bias: types(1, 8),
  result: fc.option(types(1, 12), { nil: undefined, freq: 5 }),
});

/** The layers one after the other; a step that the value before it can't take is left out. */
export function randomModel(shape: readonly number[], first: ApFixed, specs: readonly LayerSpec[]): Model {
  const values: Layer[] = [quantized(input("x", shape), { name: "x_cast", type: fixedQuantizer(first) })];
  for (const [i, spec] of specs.entries()) {
    const x = values.at(-1) as Layer;
    const next = step(x, values, `${spec.kind}${i}`, spec);
    if (next !== undefined) values.push(next);
  }
  return createModel("random", { y: values.at(-1) as Layer });
}

function step(x: Layer, earlier: readonly Layer[], name: string, spec: LayerSpec): Layer | undefined {
  const { kind, a, b, same } = spec;
  const type = spec.result === undefined ? {} : { type: fixedQuantizer(spec.result) };
  const accum = spec.result === undefined ? {} : { accum: fixedQuantizer(spec.result) };
  const weights = { weight: fixedQuantizer(spec.weight), bias: fixedQuantizer(spec.bias), ...accum };
  const rank = x.shape.length;
  const shortest = Math.min(...x.shape.slice(0, -1));
  const size = 1 + (a % (same ? 3 : shortest));
  const window = { padding: same ? "same" : "valid", strides: 1 + (b % 3) } as const;
  const partner = earlier.findLast(
    ({ shape }) => shape.length === rank && broadcastShape(shape, x.shape) !== undefined && shape !== x.shape,
  );
  switch (kind) {
    case "dense":
      return dense(x, { name, units: 1 + a, useBias: same, ...weights });
    case "conv": {
      const options = { name, filters: 1 + (b % 3), kernelSize: size, useBias: b < 4, ...window, ...weights };
      return rank === 2 ? conv1d(x, options) : rank === 3 ? conv2d(x, options) : undefined;
    }
    case "relu":
      return relu(x, { name, ...type });
    case "leakyRelu":
      return leakyRelu(x, { name, alpha: [0.125, 0.01, 0.3][a % 3] ?? 1, ...type });
    case "batchNorm":
      return batchNorm(x, { name, scale: weights.weight, offset: weights.bias, ...accum });
    case "maxPool":
    case "averagePool": {
      const options = { name, poolSize: size, ...window, ...type };
      if (rank === 2) return (kind === "maxPool" ? maxPool1d : averagePool1d)(x, options);
      return rank === 3 ? (kind === "maxPool" ? maxPool2d : averagePool2d)(x, options) : undefined;
    }
    case "global":
      return rank > 1 ? globalAveragePool(x, { name, ...type }) : undefined;
    case "aggregate": {
      const fn = (["mean", "sum", "max"] as const)[a % 3] ?? "sum";
      return rank === 2 ? aggregate(x, { name, function: fn, ...type }) : undefined;
    }
    case "flatten":
      return flatten(x, { name });
    case "reshape":
      return rank === 1
        ? reshape(x, { name, shape: [1, ...x.shape] })
        : reshape(x, { name, shape: [1, ...x.shape].slice(-2).toReversed().concat(x.shape.slice(0, -2)) });
    case "permute":
      return permute(x, { name, axes: x.shape.map((_, axis) => (axis + 1) % rank) });
    case "slice": {
      const axis = a % rank;
      const begin = b % (x.shape[axis] ?? 1);
      return slice(x, { name, axis, begin, end: x.shape[axis] ?? 1 });
    }
    case "concat":
      return concat([x, x], { name, axis: a % rank, ...type });
    case "add":
      return add(x, partner ?? x, { name, ...type });
    case "subtract":
      return subtract(x, partner ?? x, { name, ...type });
    case "multiply":
      return multiply(x, partner ?? x, { name, ...type });
    case "cast":
      return quantized(x, { name, type: weights.weight });
    case "sigmoid":
      return sigmoid(x, { name, ...(same ? { precision: { table: spec.weight } } : {}), tableSize: 64 << a, ...type });
    case "tanh":
      return tanh(x, { name, tableSize: 64 << a, ...type });
    case "softmax":
      return softmax(x, { name, tableSize: 64 << a, implementation: b === 0 ? "argmax" : "stable", ...type });
  }
}
