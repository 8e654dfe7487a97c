import type { Tensor } from "../autodiff/tensor.js";
import type { Emitter } from "../export/emitter.js";
import type { Place, Quantizer, Role } from "../quantize/quantizer.js";
import type { Forward, ParameterSpec } from "./layer.js";

/** A place where a layer may quantize. */
export interface Quantized extends Place {
  readonly quantizer: Quantizer | undefined;
  readonly parameters: readonly ParameterSpec[];
}

export function placed(
  name: string,
  role: Role,
  shape: readonly number[],
  quantizer: Quantizer | undefined,
): Quantized {
  const place: Place = { name, role, shape };
  return { ...place, quantizer, parameters: quantizer?.parameters(place) ?? [] };
}

/** The value as it is there: quantized, if the network runs quantized and the place has a quantizer. */
export function applied(cx: Forward, place: Quantized, x: Tensor): Tensor {
  return cx.quantized && place.quantizer !== undefined ? place.quantizer.apply(cx, place, x) : x;
}

/** Name of a weight in ONNX: its numbers as quantized, behind a `Quant` node where its type is wanted. */
export function emittedWeight(cx: Emitter, place: Quantized): string {
  const { name, shape, quantizer } = place;
  const values = cx.values(name);
  if (!cx.quantized || quantizer === undefined) return cx.constant(name, shape, values);
  const constant = cx.constant(name, shape, quantizer.quantized(place, cx.values, values));
  return cx.quant(`${name}_quant`, constant, quantizer.type(place, cx.values, values));
}

/** Name of a value in ONNX after it was quantized there. */
export function emittedResult(cx: Emitter, place: Quantized, value: string): string {
  if (!cx.quantized || place.quantizer === undefined) return value;
  return cx.quant(`${place.name}_quant`, value, place.quantizer.type(place, cx.values));
}
