import fc from "fast-check";
import { type ApFixed, apFixed, OVERFLOWS, ROUNDINGS } from "../../src/fixed/types.js";
import { broadcastShape } from "../../src/ir/broadcast.js";
import { leakyRelu, relu } from "../../src/train/layers/activation.js";
import { aggregate, globalAveragePool, globalMaxPool } from "../../src/train/layers/aggregate.js";
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
import type { Quantizer } from "../../src/train/quantize/quantizer.js";

/** One step of a random network: which layer, small numbers that it takes its options from, and its types. */
export interface LayerSpec {
  readonly kind: keyof typeof BUILDERS;
  readonly a: number;
  readonly b: number;
  readonly same: boolean;
  readonly weight: ApFixed;
  readonly bias: ApFixed;
  readonly result: ApFixed | undefined;
}

/** A step with what it may read. */
interface Step extends Omit<LayerSpec, "kind" | "weight" | "bias" | "result"> {
  readonly name: string;
  readonly x: Layer;
  readonly rank: number;
  /** An earlier value that broadcasts with x, or x itself. */
  readonly partner: Layer;
  readonly window: { readonly padding: "same" | "valid"; readonly strides: number };
  /** Of a window that fits. */
  readonly size: number;
  readonly types: ReturnType<typeof quantizers>;
}

const BUILDERS = {
  dense: ({ x, name, a, same, types }) => dense(x, { name, units: 1 + a, useBias: same, ...types.linear }),
  conv: ({ x, name, rank, b, size, window, types }) => {
    const options = { name, filters: 1 + (b % 3), kernelSize: size, useBias: b < 4, ...window, ...types.linear };
    return rank === 2 ? conv1d(x, options) : rank === 3 ? conv2d(x, options) : undefined;
  },
  relu: ({ x, name, types }) => relu(x, { name, ...types.result }),
  leakyRelu: ({ x, name, a, types }) => leakyRelu(x, { name, alpha: 0.4 / (1 + a), ...types.result }),
  batchNorm: ({ x, name, types }) => batchNorm(x, { name, ...types.affine }),
  maxPool: ({ x, name, rank, size, window, types }) => {
    const options = { name, poolSize: size, ...window, ...types.result };
    return rank === 2 ? maxPool1d(x, options) : rank === 3 ? maxPool2d(x, options) : undefined;
  },
  averagePool: ({ x, name, rank, size, window, types }) => {
    const options = { name, poolSize: size, ...window, ...types.result };
    return rank === 2 ? averagePool1d(x, options) : rank === 3 ? averagePool2d(x, options) : undefined;
  },
  global: ({ x, name, rank, same, types }) =>
    rank > 1 ? (same ? globalMaxPool : globalAveragePool)(x, { name, ...types.result }) : undefined,
  aggregate: ({ x, name, rank, a, types }) => {
    const fn = (["mean", "sum", "max"] as const)[a % 3] ?? "sum";
    return rank === 2 ? aggregate(x, { name, function: fn, ...types.result }) : undefined;
  },
  masked: ({ x, name, rank, types }) => {
    if (rank !== 2) return undefined;
    const column = slice(x, { name: `${name}_column`, begin: 0, end: 1 });
    return aggregate(x, { name, function: "sum", mask: flatten(column, { name: `${name}_bits` }), ...types.result });
  },
  flatten: ({ x, name }) => flatten(x, { name }),
  reshape: ({ x, name, rank }) => {
    return reshape(x, {
      name,
      shape: rank === 1 ? [...x.shape, 1] : [x.shape.slice(0, 2).reduce((a, b) => a * b), ...x.shape.slice(2)],
    });
  },
  permute: ({ x, name, rank }) => permute(x, { name, axes: x.shape.map((_, axis) => (axis + 1) % rank) }),
  slice: ({ x, name, rank, a, b }) => {
    const length = x.shape[a % rank] ?? 1;
    return slice(x, { name, axis: a % rank, begin: b % length, end: length });
  },
  concat: ({ x, name, rank, a, types }) => concat([x, x], { name, axis: a % rank, ...types.result }),
  add: ({ x, name, partner, types }) => add(x, partner, { name, ...types.result }),
  subtract: ({ x, name, partner, types }) => subtract(x, partner, { name, ...types.result }),
  multiply: ({ x, name, partner, types }) => multiply(x, partner, { name, ...types.result }),
  cast: ({ x, name, types }) => quantized(x, { name, type: types.linear.weight }),
  sigmoid: ({ x, name, a, types }) => sigmoid(x, { name, tableSize: 64 << a, ...types.table, ...types.result }),
  tanh: ({ x, name, a, types }) => tanh(x, { name, tableSize: 64 << a, ...types.result }),
  softmax: ({ x, name, a, b, types }) => {
    const implementation = b === 0 ? "argmax" : "stable";
    return softmax(x, { name, tableSize: 64 << a, implementation, ...types.result });
  },
} satisfies Record<string, (step: Step) => Layer | undefined>;

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
  kind: fc.constantFrom(...(Object.keys(BUILDERS) as (keyof typeof BUILDERS)[])),
  a: fc.nat(5),
  b: fc.nat(5),
  same: fc.boolean(),
  weight: types(1, 8),
  bias: types(1, 8),
  result: fc.option(types(1, 12), { nil: undefined, freq: 5 }),
});

/** Makes a quantizer of (about) a type. */
export type MakeQuantizer = (type: ApFixed) => Quantizer;

/** The layers one after the other; a step that the value before it can't take is left out. */
export function randomModel(
  shape: readonly number[],
  first: ApFixed,
  specs: readonly LayerSpec[],
  make: MakeQuantizer = fixedQuantizer,
): Model {
  let x: Layer = quantized(input("x", shape), { name: "x_cast", type: make(first) });
  const earlier = [x];
  for (const [i, spec] of specs.entries()) {
    x = build(x, earlier, `${spec.kind}${i}`, spec, quantizers(spec, make)) ?? x;
    earlier.push(x);
  }
  return createModel("random", { y: x });
}

function build(
  x: Layer,
  earlier: readonly Layer[],
  name: string,
  spec: LayerSpec,
  types: Step["types"],
): Layer | undefined {
  const rank = x.shape.length;
  const joins = ({ shape }: Layer): boolean => shape.length === rank && broadcastShape(shape, x.shape) !== undefined;
  return BUILDERS[spec.kind]({
    ...spec,
    x,
    name,
    rank,
    partner: earlier.findLast((layer) => layer !== x && joins(layer)) ?? x,
    window: { padding: spec.same ? "same" : "valid", strides: 1 + (spec.b % 3) },
    size: 1 + (spec.a % (spec.same ? 3 : Math.min(...x.shape.slice(0, -1)))),
    types,
  });
}

function quantizers({ weight, bias, result, same }: LayerSpec, make: MakeQuantizer) {
  const accum = result === undefined ? {} : { accum: make(result) };
  return {
    linear: { weight: make(weight), bias: make(bias), ...accum },
    affine: { scale: make(weight), offset: make(bias), ...accum },
    result: result === undefined ? {} : { type: make(result) },
    table: same ? { precision: { table: weight } } : {},
  };
}
