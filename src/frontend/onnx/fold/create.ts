import type { FloatTensor, OnnxAttribute } from "../../../ir/import.js";
import { sizeOf } from "../../../ir/tensor.js";
import type { Fold, FoldContext } from "./fold.js";
import { isBounded, operand } from "./operand.js";

/** Operators that make a tensor from attributes, shapes and limits. */
export const creationFolds: Readonly<Record<string, Fold>> = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Shape: shapeOf,
  Size: (cx) => integerTensor([], [operand(cx, 0).data.length]),
  Range: range,
};

export function integerTensor(shape: readonly number[], values: readonly number[]): FloatTensor {
  return { shape, data: Float64Array.from(values), dtype: "integer" };
}

function constant(cx: FoldContext): FloatTensor | undefined {
  const forms = ["value", "value_float", "value_int", "value_floats", "value_ints"] as const;
  const form = forms.find((name) => cx.attribute(name) !== undefined);
  const value = form && cx.attribute(form);
  if (form === undefined || value === undefined) return cx.refuse("it has no value of a numeric type");
  if (isTensor(value)) return value;
  const dtype = form.startsWith("value_float") ? "float32" : "integer";
  const list = typeof value === "number" ? [value] : Array.from(value as readonly number[]);
  return { shape: typeof value === "number" ? [] : [list.length], data: Float64Array.from(list), dtype };
}

function isTensor(value: OnnxAttribute): value is FloatTensor {
  return typeof value === "object" && "data" in value;
}

function constantOfShape(cx: FoldContext): FloatTensor | undefined {
  const shape = Array.from(operand(cx, 0).data);
  if (!isBounded(cx, shape)) return undefined;
  const value = cx.attribute("value");
  const [fill, dtype] =
    value !== undefined && isTensor(value) ? [value.data[0] ?? 0, value.dtype] : [0, "float32" as const];
  return { shape, data: new Float64Array(sizeOf(shape)).fill(fill), dtype };
}

function shapeOf(cx: FoldContext): FloatTensor {
  return sliceOfShape(cx, operand(cx, 0).shape);
}

/** The lengths from attribute `start` to `end` (opset 15). */
export function sliceOfShape(cx: Pick<FoldContext, "int">, shape: readonly number[]): FloatTensor {
  const part = shape.slice(cx.int("start", 0), cx.int("end", shape.length));
  return integerTensor([part.length], part);
}

function range(cx: FoldContext): FloatTensor | undefined {
  const [start = 0, limit = 0, delta = 1] = [0, 1, 2].map((i) => operand(cx, i).data[0] ?? 0);
  if (delta === 0) return cx.refuse("its step is 0");
  const length = Math.max(0, Math.ceil((limit - start) / delta));
  if (!isBounded(cx, [length])) return undefined;
  return {
    shape: [length],
    data: Float64Array.from({ length }, (_, i) => start + i * delta),
    dtype: operand(cx, 0).dtype,
  };
}
