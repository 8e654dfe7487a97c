import type { FloatTensor } from "../../../ir/import.js";
import type { OnnxNode } from "../../onnx/model.js";

/** Numbers along the channels (or one for all), and whether that tool's numpy would hold them in float64. */
export interface Vector {
  readonly data: Float64Array;
  readonly wide: boolean;
}

/** y = scale · x + bias, as that tool sees Add, Sub, Mul, Div by a constant and BatchNormalization. */
export interface Affine {
  readonly x: string;
  readonly scale: Vector;
  readonly bias: Vector;
}

/** The integer constants of numpy, which widen what they meet to float64. */
const integer = (value: number): Vector => ({ data: Float64Array.of(value), wide: true });

type Constants = (name: string | undefined) => FloatTensor | undefined;

/**
 * The node as an affine layer along `channelAxis` (counted from the last axis, 0), or undefined where it is none. One
 * with a scale or bias that is no finite number stays the node that it is, which the import refuses by its name.
 */
export function affineOf(node: OnnxNode, constants: Constants, axisFromLast: number): Affine | undefined {
  const found = affineForm(node, constants, axisFromLast);
  const sound = [found?.scale, found?.bias].every((vector) => vector?.data.every((value) => Number.isFinite(value)));
  return sound ? found : undefined;
}

function affineForm(node: OnnxNode, constants: Constants, axisFromLast: number): Affine | undefined {
  const [a = "", b = ""] = node.inputs;
  const vector = (name: string): Vector | undefined => perChannel(constants(name), axisFromLast);
  const [left, right] = [vector(a), vector(b)];
  switch (node.opType) {
    case "Add":
      if (right !== undefined) return { x: a, scale: integer(1), bias: right };
      return left === undefined ? undefined : { x: b, scale: integer(1), bias: left };
    case "Sub":
      if (right !== undefined) return { x: a, scale: integer(1), bias: map(right, (c) => -c) };
      return left === undefined ? undefined : { x: b, scale: integer(-1), bias: left };
    case "Mul":
      if (right !== undefined) return { x: a, scale: right, bias: integer(0) };
      return left === undefined ? undefined : { x: b, scale: left, bias: integer(0) };
    case "Div":
      return right === undefined ? undefined : { x: a, scale: map(right, (c) => 1 / c), bias: integer(0) };
    case "BatchNormalization":
      return normalization(node, constants);
    default:
      return undefined;
  }
}

/** scale = gamma / sqrt(var + epsilon), bias = beta - scale · mean, each step rounded to float32. */
function normalization(node: OnnxNode, constants: Constants): Affine | undefined {
  const [gamma, beta, mean, variance] = node.inputs.slice(1).map(constants);
  if (!gamma || !beta || !mean || !variance) return undefined;
  const epsilon = node.attributes.get("epsilon");
  const eps = Math.fround(typeof epsilon === "number" ? epsilon : 1e-5);
  const deviation = variance.data.map((v) => Math.fround(Math.sqrt(Math.fround(v + eps))));
  const scale = gamma.data.map((g, i) => Math.fround(g / (deviation[i] ?? 1)));
  const bias = beta.data.map((v, i) => Math.fround(v - Math.fround((scale[i] ?? 0) * (mean.data[i] ?? 0))));
  return { x: node.inputs[0] ?? "", scale: { data: scale, wide: false }, bias: { data: bias, wide: false } };
}

/** A constant that changes along one axis only, or not at all; undefined for any other. */
function perChannel(constant: FloatTensor | undefined, axisFromLast: number): Vector | undefined {
  if (constant === undefined) return undefined;
  const axis = constant.shape.length - 1 - axisFromLast;
  const elsewhere = constant.shape.some((length, i) => i !== axis && length !== 1);
  return elsewhere ? undefined : { data: constant.data, wide: constant.dtype !== "float32" };
}

/** The affine layer that does `first`, then `second`. */
export function compose(first: Affine, second: Affine): Affine {
  return {
    x: first.x,
    scale: times(first.scale, second.scale),
    bias: plus(times(second.scale, first.bias), second.bias),
  };
}

export function times(a: Vector, b: Vector): Vector {
  return combine(a, b, (x, y) => x * y);
}

export function plus(a: Vector, b: Vector): Vector {
  return combine(a, b, (x, y) => x + y);
}

/** numpy's promotion: float32 with float32 rounds to float32, anything with a wide operand is computed in double. */
function combine(a: Vector, b: Vector, fn: (x: number, y: number) => number): Vector {
  const wide = a.wide || b.wide;
  const length = Math.max(a.data.length, b.data.length);
  const at = (v: Vector, i: number): number => v.data[v.data.length === 1 ? 0 : i] ?? 0;
  const data = Float64Array.from({ length }, (_, i) => {
    const value = fn(at(a, i), at(b, i));
    return wide ? value : Math.fround(value);
  });
  return { data, wide };
}

function map(vector: Vector, fn: (x: number) => number): Vector {
  return { ...vector, data: vector.data.map((x) => (vector.wide ? fn(x) : Math.fround(fn(x)))) };
}

/** Whether the layer changes nothing. */
export function isIdentity({ scale, bias }: Affine): boolean {
  return scale.data.every((s) => s === 1) && bias.data.every((b) => b === 0);
}
