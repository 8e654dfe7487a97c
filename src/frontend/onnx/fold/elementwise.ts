import { broadcastIndex, broadcastShape } from "../../../ir/broadcast.js";
import type { FloatTensor } from "../../../ir/import.js";
import { dtypeOf, rounderOf } from "../dtypes.js";
import type { Fold, FoldContext } from "./fold.js";
import { isBounded, operand } from "./operand.js";

type Dtype = FloatTensor["dtype"];

/** Operators that compute element by element, with ONNX's broadcasting. */
export const elementwiseFolds: Readonly<Record<string, Fold>> = {
  Add: chained((a, b) => a + b),
  Sub: chained((a, b) => a - b),
  Mul: chained((a, b) => a * b),
  Div: chained((a, b) => a / b),
  Mod: chained((a, b) => a - b * Math.floor(a / b)),
  Pow: binary((a, b) => a ** b),
  Min: chained(Math.min),
  Max: chained(Math.max),
  Sum: chained((a, b) => a + b),
  Equal: binary((a, b) => (a === b ? 1 : 0), "bool"),
  Greater: binary((a, b) => (a > b ? 1 : 0), "bool"),
  Less: binary((a, b) => (a < b ? 1 : 0), "bool"),
  And: binary((a, b) => a * b, "bool"),
  Or: binary((a, b) => a + b, "bool"),
  Not: unary((v) => (v === 0 ? 1 : 0)),
  Where: where,
  Neg: unary((v) => 0 - v),
  Abs: unary(Math.abs),
  Sign: unary(Math.sign),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((v) => 1 / v),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Round: unary(halfToEven),
  Relu: unary((v) => Math.max(0, v)),
  Sigmoid: unary((v) => 1 / (1 + Math.exp(-v))),
  Tanh: unary(Math.tanh),
  Identity: (cx) => operand(cx, 0),
  Dropout: (cx) => operand(cx, 0),
  Clip: clip,
  Cast: cast,
};

/** numpy's rint, ONNX's Round. */
export function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

/** Values as elements of a type; the fixed-point type of an operand does not carry over to what is computed from it. */
export function computed(shape: readonly number[], dtype: Dtype, values: Float64Array): FloatTensor {
  return { shape, dtype, data: values.map(rounderOf(dtype)) };
}

function unary(f: (value: number) => number): Fold {
  return (cx) => {
    const x = operand(cx, 0);
    return computed(x.shape, x.dtype, x.data.map(f));
  };
}

/** f of two broadcast tensors, unrounded; reports shapes that do not broadcast. */
export function broadcast(
  cx: FoldContext,
  a: FloatTensor,
  b: FloatTensor,
  f: (a: number, b: number) => number,
): { shape: readonly number[]; values: Float64Array } | undefined {
  const shape = broadcastShape(a.shape, b.shape);
  if (shape === undefined)
    return cx.refuse(`shapes [${a.shape.join(", ")}] and [${b.shape.join(", ")}] do not broadcast`);
  if (!isBounded(cx, shape)) return undefined;
  const [ia, ib] = [broadcastIndex(a.shape, shape), broadcastIndex(b.shape, shape)];
  return { shape, values: Float64Array.from(ia, (from, k) => f(a.data[from] ?? 0, b.data[ib[k] ?? 0] ?? 0)) };
}

function binary(f: (a: number, b: number) => number, dtype?: Dtype): Fold {
  return (cx) => both(cx, operand(cx, 0), operand(cx, 1), f, dtype);
}

function both(cx: FoldContext, a: FloatTensor, b: FloatTensor, f: (a: number, b: number) => number, dtype = a.dtype) {
  const found = broadcast(cx, a, b, f);
  return found && computed(found.shape, dtype, found.values);
}

/** From left to right over any number of operands, rounding after each. */
function chained(f: (a: number, b: number) => number): Fold {
  return (cx) => {
    const rest = cx.inputs.slice(1).map((_, i) => operand(cx, i + 1));
    return rest.reduce<FloatTensor | undefined>((left, right) => left && both(cx, left, right, f), operand(cx, 0));
  };
}

function where(cx: FoldContext): FloatTensor | undefined {
  const [condition, x, y] = [operand(cx, 0), operand(cx, 1), operand(cx, 2)];
  const chosen = both(cx, condition, x, (c, v) => (c === 0 ? 0 : v), x.dtype);
  const other = both(cx, condition, y, (c, v) => (c === 0 ? v : 0), y.dtype);
  return chosen && other && both(cx, chosen, other, (a, b) => a + b);
}

/** Limits are attributes up to opset 10, operands from opset 11 on. */
function clip(cx: FoldContext): FloatTensor {
  const x = operand(cx, 0);
  const lo = cx.inputs[1]?.data[0] ?? cx.float("min", Number.NEGATIVE_INFINITY);
  const hi = cx.inputs[2]?.data[0] ?? cx.float("max", Number.POSITIVE_INFINITY);
  return computed(
    x.shape,
    x.dtype,
    x.data.map((v) => Math.min(hi, Math.max(lo, v))),
  );
}

function cast(cx: FoldContext): FloatTensor | undefined {
  const x = operand(cx, 0);
  const to = dtypeOf(cx.int("to", 1));
  if (to.held === undefined) return cx.refuse(`element type ${to.name} is not supported`);
  const { precision } = x;
  const same = computed(x.shape, to.held, x.data);
  return precision !== undefined && same.data.every((v, k) => v === x.data[k]) ? { ...same, precision } : same;
}
