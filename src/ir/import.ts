import type { Code, Params } from "../diagnostics/codes.js";
import type { ApFixed, FixedType } from "../fixed/types.js";
import type { ValueId } from "./graph.js";
import type { IntTensor, TensorType } from "./tensor.js";

/** A constant of the model, as floating point or integers wrote it (int64 values are exact up to 2^53). */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  readonly dtype: "float32" | "float64" | "float16" | "bfloat16" | "integer" | "bool";
  /** Set where a quantizer of the model fixed the type of these values, which are then exact in it. */
  readonly precision?: ApFixed;
}

export type OnnxAttribute = number | string | readonly number[] | readonly string[] | FloatTensor;

/** A tensor that flows through the model, at its current place in the IR. */
export interface TensorRef {
  readonly value: ValueId;
  readonly type: TensorType;
  /** Shape of one event as the ONNX model sees it (no batch axis). */
  readonly shape: readonly number[];
  /** ONNX flat index of each physical element; undefined where the two orders agree. */
  readonly order: Int32Array | undefined;
  /** The type it was last assigned to, with its modes; undefined for an exact value. Moves keep it. */
  readonly declared?: ApFixed | undefined;
}

/** Variables of a layer whose type a configuration can name. */
export const VARIABLES = [
  "result",
  "weight",
  "bias",
  "scale",
  "accum",
  "table",
  "exp_table",
  "inv_table",
  "inv_inp",
  "inp_norm",
  "param",
] as const;
export type Variable = (typeof VARIABLES)[number];

/** One layer's effective settings. Looking a setting up marks it as used and records where it came from. */
export interface LayerSettings {
  /** Name of the ONNX node (or graph input) as written in the model. */
  readonly name: string;
  /** The type given for a variable in the layer, its LayerType or the Model; "auto"; undefined where nothing names it. */
  readonly precision: (variable: Variable) => ApFixed | "auto" | undefined;
  /** As `precision`, but only what the layer itself (or its LayerType) says. */
  readonly ownPrecision: (variable: Variable) => ApFixed | "auto" | undefined;
  /** The Model's own types: what every variable falls back to, and the widest that `auto` may reach. */
  readonly modelPrecision: (which: "default" | "maximum") => ApFixed | undefined;
  readonly reuseFactor: () => number;
  readonly strategy: () => Strategy;
  readonly tableSize: (which?: "exp" | "inv") => number | undefined;
  readonly softmaxImplementation: () => SoftmaxImplementation | undefined;
}

export type Strategy = "Latency" | "Resource" | "Unrolled";
/** Strategy and multiplications per multiplier of a linear layer. */
export interface Schedule {
  readonly strategy: Strategy;
  readonly reuse: number;
}

export type SoftmaxImplementation = "stable" | "latency" | "legacy" | "argmax";

/** Functions that become tables. */
export type UnaryFunction = "sigmoid" | "tanh" | "softplus" | "softsign";

/**
 * How a mantissa m selects a table entry: clamp(divide(m · multiplier, 2^shift) + offset, 0, size - 1). A shift may be
 * negative, which multiplies.
 */
export interface TableIndex {
  readonly multiplier: number;
  readonly shift: number;
  readonly offset: number;
  /** Division toward zero (C++ integer conversion) or toward minus infinity (a plain shift). */
  readonly divide: "toward-zero" | "floor";
  /**
   * Takes m modulo 2^wrapTo first (at most the width of m's type): the raw bits of a signed number read as an unsigned
   * one, so that a shift by the bits below the top n leaves those n bits.
   */
  readonly wrapTo?: number;
}

export interface TableLookup {
  readonly index: TableIndex;
  readonly table: IntTensor;
}

export interface SoftmaxTables {
  readonly implementation: Exclude<SoftmaxImplementation, "argmax">;
  /**
   * For "stable" the type of the difference to the maximum: of max - x if unsigned, of x - max if signed. For "legacy"
   * that of x_j - x_i, for "latency" that of x.
   */
  readonly difference: ApFixed;
  readonly exp: TableLookup;
  readonly accum: ApFixed;
  /** The sum of exponentials is assigned to this before it selects from `inverse`. */
  readonly inverseInput: ApFixed;
  readonly inverse: TableLookup;
}

/** A softmax that only marks the maximum needs no tables. */
export interface SoftmaxArgmax {
  readonly implementation: "argmax";
}

/** What a layer is, for the rules that settle its types. */
/* `x` of an average pool carries the modes of its declared type, which its result may take over. */
export type LayerFacts =
  | {
      readonly kind: "linear";
      readonly x: FixedType;
      readonly weight: FixedType;
      readonly bias?: FixedType;
      readonly products: number;
    }
  | { readonly kind: "normalize"; readonly x: FixedType; readonly scale: FixedType; readonly bias: FixedType }
  | {
      readonly kind: "merge";
      readonly fn: "add" | "sub" | "mul" | "div" | "max" | "min";
      readonly a: FixedType;
      readonly b: FixedType;
    }
  | { readonly kind: "concat"; readonly ins: readonly FixedType[] }
  | {
      readonly kind: "pool";
      readonly fn: "max" | "average";
      readonly x: FixedType | ApFixed;
      readonly window: number;
      readonly global?: boolean;
    }
  | { readonly kind: "reduce"; readonly x: FixedType; readonly terms: number }
  | { readonly kind: "activation"; readonly fn: string; readonly x: FixedType }
  /** Moves elements only: never rounds unless the configuration names its result. */
  | { readonly kind: "move"; readonly x: FixedType };

/**
 * What a constant is to its layer. "alpha" (LeakyRelu, one value from an attribute), "threshold" (ThresholdedRelu, the
 * same) and "slope" (PRelu, an operand) are all named `param` in a configuration.
 */
export type ConstantRole = "weight" | "bias" | "scale" | "alpha" | "threshold" | "slope";

/**
 * The rules by which floats become integers and layers get their types. There are two: "bunchcross" (weights rounded
 * to nearest, types from value ranges, tables over the proven domain) and "hls4ml" (that tool's bits).
 */
export interface Numerics {
  readonly world: "bunchcross" | "hls4ml";
  readonly input: (layer: LayerSettings) => ApFixed;
  /** A layer's constant, quantized to the type that the settings or the rules give it; `x` is the layer's input. */
  readonly constant: (layer: LayerSettings, role: ConstantRole, values: FloatTensor, x: FixedType) => IntTensor;
  /** Whether the bias of a Gemm is a layer of its own, added after the product has been assigned to its result type. */
  readonly separateBias: (layer: LayerSettings) => boolean;
  /** Attributes of pools that the rules of a world leave unread. */
  readonly ignores: (attribute: "ceil_mode" | "count_include_pad") => boolean;
  /** Alpha of an Elu, LeakyRelu or ThresholdedRelu that leaves it out, given the ONNX default. */
  readonly missingAlpha: (onnxDefault: number) => number;
  /** What pads hold where a maximum sees them: a mantissa of the input's type; undefined where they are left out. */
  readonly maxPoolPad: (x: FixedType) => bigint | undefined;
  /** The accumulator that every product and the bias are cast to before the add; undefined keeps the sum exact. */
  readonly accum: (layer: LayerSettings, facts: LayerFacts, exact: TensorType) => ApFixed | undefined;
  /** What the layer's result is assigned to; undefined keeps every bit. */
  readonly result: (layer: LayerSettings, facts: LayerFacts, exact: TensorType) => ApFixed | undefined;
  readonly lookup: (layer: LayerSettings, fn: UnaryFunction, x: TensorType) => TableLookup;
  /** Negative branch of Elu and Selu (scaled); the entry is then multiplied by `alpha`. */
  readonly elu: (layer: LayerSettings, fn: "elu" | "selu", alpha: number, x: TensorType) => EluTables;
  readonly softmax: (layer: LayerSettings, x: TensorType, length: number) => SoftmaxTables | SoftmaxArgmax;
}

/** x >= 0 ? positive · x : alpha · table[index(-x)], with one-element constants `positive` and `alpha`. */
export interface EluTables {
  readonly positive: IntTensor;
  readonly alpha: IntTensor;
  readonly negative: TableLookup;
}

/** What an op's ONNX reader may ask and do. Operands count from 0 as in the ONNX specification. */
export interface ImportContext {
  /** Version of the node's domain that the model imports. */
  readonly opset: number;
  readonly opType: string;
  /** As the node writes it; "" for ai.onnx. */
  readonly domain: string;
  /** Length of the batch axis where the model bakes one in. */
  readonly batch: number | undefined;
  readonly numerics: Numerics;
  readonly layer: LayerSettings;
  /** Number of operands written (trailing absent ones not counted). */
  readonly operandCount: number;
  readonly outputCount: number;
  /** The constant operand, or undefined where the operand is absent or computed. */
  readonly constant: (index: number) => FloatTensor | undefined;
  readonly isConstant: (index: number) => boolean;
  readonly isPresent: (index: number) => boolean;
  /** A computed operand in whatever element order it is in. A constant operand is turned into an IR constant. */
  readonly tensor: (index: number) => TensorRef;
  /** As `tensor`, with its elements moved to the order of the ONNX shape if they are in another. */
  readonly logical: (index: number) => TensorRef;
  /** As `tensor`, physically of rank 1 in whatever element order it is in. */
  readonly flat: (index: number) => TensorRef;
  /** As `tensor` for [C, d1, ...]: physical shape [d1, ..., C]. */
  readonly channelsLast: (index: number) => TensorRef;
  /** A constant broadcast against `like` (ONNX rules) and put in its physical element order and rank, as small as it goes. */
  readonly align: (values: FloatTensor, like: TensorRef) => FloatTensor;
  readonly attribute: (name: string) => OnnxAttribute | undefined;
  readonly int: (name: string, byDefault: number) => number;
  readonly ints: (name: string, byDefault: readonly number[]) => readonly number[];
  readonly float: (name: string, byDefault: number) => number;
  readonly string: (name: string, byDefault: string) => string;
  /** An axis of the batched ONNX tensor as an axis of one event; reports and returns undefined for the batch axis. */
  readonly eventAxis: (axis: number, eventRank: number) => number | undefined;
  /** How a product of `products` inputs and `outputs` columns is built; an illegal ReuseFactor is reported. */
  readonly schedule: (products: number, outputs: number) => Schedule;
  readonly addConstant: (suffix: string, tensor: IntTensor) => ValueId;
  /** Exact type of a node that is not made yet: what `infer` says of these inputs. */
  readonly infer: (kind: string, attrs: unknown, inputs: readonly ValueId[]) => TensorType;
  /** A new IR node; the reference has the IR type's own shape and order. */
  readonly emit: (kind: string, attrs: unknown, inputs: readonly ValueId[], result?: ApFixed) => TensorRef;
  /** Gives output `index` (0 where not said) of the ONNX node its value, ONNX shape and element order. */
  readonly bind: (ref: TensorRef, index?: number) => void;
  /** Whether an event of this shape, and the products it takes, are few enough; otherwise reports it. Asked before `infer`. */
  readonly affords: (shape: readonly number[], products?: number) => boolean;
  /** A mistake of the model at this node; the caller then returns without binding. */
  readonly fail: <C extends Code>(code: C, params: Params<C>) => void;
}

/** How one ONNX operator, from one opset version on, becomes IR. */
export interface OnnxImport {
  readonly op: string;
  /** "" for ai.onnx; otherwise every domain under which the operator is seen. */
  readonly domains: readonly string[];
  /** First opset version (of the row's domain) that the row reads; the row with the largest one not above applies. */
  readonly since: number;
  readonly read: (cx: ImportContext) => void;
  /** Reports what is wrong whatever the operands are; asked for where these are unknown, behind a node that failed. */
  readonly standing?: (cx: StandingContext) => void;
}

/** What is known of a node without its computed operands. */
export type StandingContext = Pick<ImportContext, "opType" | "int" | "ints" | "string" | "constant" | "fail">;
