import { isScalar, type Node } from "yaml";
import type { SoftmaxImplementation, Strategy } from "../../ir/import.js";
import { argument, type Field, field, type ObjectShape, object, type Values } from "./object.js";
import { layerPrecision, modelPrecision, type PrecisionKey, type PrecisionMap, precision, toMap } from "./precision.js";
import { boolean, choice, entryCount, positiveInteger, withoutEffect } from "./scalars.js";
import type { ReadContext, Shape, Written } from "./shape.js";

/** What the configuration says of the Model, of a LayerType or of a LayerName. */
export interface Entry {
  readonly precision: PrecisionMap;
  /** Types given as keys beside `Precision`; they go before it. */
  readonly types: PrecisionMap;
  readonly reuseFactor?: Written<number> | undefined;
  readonly strategy?: Written<Strategy> | undefined;
  readonly tableSize?: Written<number> | undefined;
  readonly expTableSize?: Written<number> | undefined;
  readonly invTableSize?: Written<number> | undefined;
  readonly implementation?: Written<SoftmaxImplementation> | undefined;
}

const plainStrategy = choice<Strategy>(
  ["Latency", "Resource", "Unrolled"],
  { resource_unrolled: "Unrolled", resourceunrolled: "Unrolled" },
  new Map(["stable", "legacy", "argmax"].map((form) => [form, `for a Softmax write Implementation: ${form}`])),
);

const strategy: Shape<Written<Strategy>> = {
  json: plainStrategy.json,
  read: (node, path, cx) => {
    const written = isScalar(node) ? String(node.value) : "";
    if (!/^(distributed_?arithmetic|da)$/i.test(written)) return plainStrategy.read(node, path, cx);
    cx.reporter.report("BX2040", { key: path, written }, cx.document.at(node));
    return undefined;
  },
};

/** Refused where it is true: nothing of a model is left out silently. */
const skip: Shape<Written<boolean>> = {
  json: { const: false },
  read: (node, path, cx) => {
    const written = boolean.read(node, path, cx);
    if (written?.value === true) cx.reporter.report("BX2044", {}, written.at);
    return written;
  },
};

/** Settings of hls4ml that change neither bits nor structure here, wherever they stand. */
const COMMON = {
  targetCycles: field("TargetCycles", withoutEffect("set ReuseFactor instead"), "hls4ml: latency goal of a layer"),
  convImplementation: field(
    "ConvImplementation",
    withoutEffect("it chooses between forms of io_stream", "LineBuffer", "linebuffer"),
    "hls4ml: form of a convolution in io_stream",
  ),
  compression: field(
    "Compression",
    withoutEffect("products with a zero weight are left out of unrolled code anyway", false, 0),
    "hls4ml: store only weights that are not zero",
  ),
  parallelizationFactor: argument(
    "ParallelizationFactor",
    withoutEffect("io_parallel computes every output pixel at once", 1),
    "hls4ml: output pixels of a convolution computed at once",
  ),
  strategy: field("Strategy", strategy, "Latency (all products at once), Resource (shared multipliers) or Unrolled"),
  reuseFactor: field("ReuseFactor", positiveInteger, "products that one multiplier computes in turn"),
};

/**
 * hls4ml takes these types as keys of the layer itself too, in either spelling: `ExpTableT`, `exp_table_t`. For tables
 * it is the only form that it heeds.
 */
const typeKey = (key: PrecisionKey, name: string) => argument(name, precision, `as Precision.${key}`);

const TYPE_KEYS = {
  table: typeKey("table", "TableT"),
  exp_table: typeKey("exp_table", "ExpTableT"),
  inv_table: typeKey("inv_table", "InvTableT"),
  inv_inp: typeKey("inv_inp", "InvInpT"),
  inp_norm: typeKey("inp_norm", "InpNormT"),
  accum: typeKey("accum", "AccumT"),
};

const layerObject = object({
  precision: field("Precision", layerPrecision, "one type, or a map from variables to types"),
  ...COMMON,
  tableSize: argument("TableSize", entryCount, "entries of the layer's tables"),
  expTableSize: argument("ExpTableSize", entryCount, "entries of Softmax's table of exponentials"),
  invTableSize: argument("InvTableSize", entryCount, "entries of Softmax's table of inverses"),
  implementation: argument(
    "Implementation",
    choice<SoftmaxImplementation>(["stable", "latency", "legacy", "argmax"]),
    "form of a Softmax",
  ),
  skip: argument("Skip", skip, "hls4ml: leave the Softmax out; refused where true"),
  trace: argument(
    "Trace",
    withoutEffect("`bxc verify` compares every layer", false),
    "hls4ml: record the layer's values",
  ),
  ...TYPE_KEYS,
});

const modelObject = object({
  precision: field("Precision", modelPrecision, "one type, or a map from variables to types"),
  ...COMMON,
  bramFactor: field(
    "BramFactor",
    withoutEffect("weights are constants of the design", 1e9, Infinity),
    "hls4ml: weights above this count become memory ports",
  ),
  traceOutput: field(
    "TraceOutput",
    withoutEffect("`bxc verify` compares every layer", false),
    "hls4ml: record all layers' values",
  ),
  pipelineStyle: field(
    "PipelineStyle",
    withoutEffect("it follows from the layers' strategies", "auto"),
    "hls4ml: pipeline or dataflow at the top",
  ),
  pipelineInterval: field(
    "PipelineInterval",
    withoutEffect("it follows from ReuseFactor"),
    "hls4ml: interval of the top",
  ),
  channelsLastConversion: field(
    "ChannelsLastConversion",
    withoutEffect("the order of elements is kept inside", "anything"),
    "hls4ml: for PyTorch models only",
  ),
  transposeOutputs: field(
    "TransposeOutputs",
    withoutEffect("outputs keep the model's own order", "anything"),
    "hls4ml: for PyTorch models only",
  ),
  bitExact: field(
    "BitExact",
    withoutEffect("types follow from the configuration", false),
    "hls4ml: types from value ranges, for Keras models only",
  ),
});

function entryShape(
  shape: typeof layerObject | typeof modelObject,
): Shape<Entry> & { readonly names: readonly string[] } {
  const read = (node: Node, path: string, cx: ReadContext): Entry | undefined => {
    const values: Values<(typeof layerObject)["fields"]> | undefined = shape.read(node, path, cx);
    if (values === undefined) return undefined;
    const { table, exp_table, inv_table, inv_inp, inp_norm, accum, precision: named, ...rest } = values;
    const types = toMap({ table, exp_table, inv_table, inv_inp, inp_norm, accum });
    return { ...rest, precision: named ?? new Map(), types };
  };
  return { read, json: shape.json, names: namesOf(shape) };
}

export function namesOf(shape: Pick<ObjectShape<Readonly<Record<string, Field<unknown>>>>, "fields">): string[] {
  return Object.values(shape.fields).flatMap(({ names }) => names);
}

export const layerEntry = entryShape(layerObject);
export const modelEntry = entryShape(modelObject);
export const EMPTY_ENTRY: Entry = { precision: new Map(), types: new Map() };
