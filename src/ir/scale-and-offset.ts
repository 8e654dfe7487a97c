import { fixed } from "../fixed/types.js";
import { broadcastIndex } from "./broadcast.js";
import type { FloatTensor, ImportContext, TensorRef } from "./import.js";
import { constantTensor, type IntTensor, sizeOf } from "./tensor.js";

/** Exact literals of a layer that only adds, only multiplies or subtracts from its constant. */
export const ONE = constantTensor([1], fixed(false, 1, 1), [1n]);
export const MINUS_ONE = constantTensor([1], fixed(true, 2, 2), [-1n]);
export const ZERO = constantTensor([1], fixed(false, 1, 1), [0n]);

/** Emits y = x · scale + bias on the physical value of `x` and binds it with x's own shape and order. */
export function bindScaled(cx: ImportContext, x: TensorRef, scale: IntTensor, bias: IntTensor): void {
  const inputs = [x.value, cx.addConstant("scale", scale), cx.addConstant("bias", bias)];
  const facts = { kind: "normalize", x: x.type.elem, scale: scale.type.elem, bias: bias.type.elem } as const;
  const result = cx.numerics.result(cx.layer, facts, cx.infer("normalize", {}, inputs));
  cx.bind({ ...cx.emit("normalize", {}, inputs, result), shape: x.shape, order: x.order });
}

/**
 * A constant that meets `x` element by element, in x's physical order, quantized; its shape is a suffix of x's, [1]
 * where one value serves all.
 */
export function constantAlong(
  cx: ImportContext,
  variable: "scale" | "bias",
  values: FloatTensor,
  x: TensorRef,
): IntTensor {
  return cx.numerics.constant(cx.layer, variable, asSuffix(cx.align(values, x), x.type.shape), x.type.elem);
}

function asSuffix(values: FloatTensor, shape: readonly number[]): FloatTensor {
  const first = values.shape.findIndex((length) => length !== 1);
  const bare = first < 0 ? [] : values.shape.slice(first);
  const fits = bare.every((length, i) => length === shape[shape.length - bare.length + i]);
  if (fits) return { ...values, shape: bare.length === 0 ? [1] : bare };
  const data = Float64Array.from(broadcastIndex(values.shape, shape), (k) => values.data[k] ?? 0);
  return { ...values, shape, data };
}

/** New values of a constant, each rounded once to its own float format; a quantizer's type no longer holds for them. */
export function mapped(values: FloatTensor, f: (value: number, index: number) => number): FloatTensor {
  const { precision: _before, ...rest } = values;
  return { ...rest, data: values.data.map((value, i) => rounder(values)(f(value, i))) };
}

/** How numpy rounds a result in the tensor's format. */
export function rounder({ dtype }: FloatTensor): (value: number) => number {
  return dtype === "float64" ? (value) => value : Math.fround;
}

/** -c, exact in its quantizer's type with one more bit. */
export function negated(values: FloatTensor): FloatTensor {
  const { precision } = values;
  const data = values.data.map((value) => 0 - value);
  if (precision === undefined) return { ...values, data };
  return {
    ...values,
    data,
    precision: { ...precision, signed: true, width: precision.width + 1, int: precision.int + 1 },
  };
}

/** The constant for one event: without the batch axis that it may have been given. Undefined where that axis is not 1. */
export function perEvent(values: FloatTensor, eventRank: number): FloatTensor | undefined {
  const extra = Math.max(0, values.shape.length - eventRank);
  return sizeOf(values.shape.slice(0, extra)) === 1 ? { ...values, shape: values.shape.slice(extra) } : undefined;
}
