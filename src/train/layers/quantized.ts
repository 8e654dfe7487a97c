import { apFixed } from "../../fixed/types.js";
import { orderOfPerm } from "../../ir/order.js";
import { must } from "../../support/errors.js";
import type { Tensor } from "../autodiff/tensor.js";
import type { Emitter } from "../export/emitter.js";
import type { Place, Quantizer, Role } from "../quantize/quantizer.js";
import type { Forward, Layer, ParameterSpec } from "./layer.js";
import { expectOption } from "./options.js";

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

/** Name of a weight in ONNX, its axes in the order of `perm`: its numbers as quantized, behind a `Quant` node. */
export function emittedWeight(cx: Emitter, place: Quantized, perm?: readonly number[]): string {
  return emittedConstant(cx, place, cx.values(place.name), perm);
}

/** As `emittedWeight`, of numbers that are computed from parameters. */
export function emittedConstant(
  cx: Emitter,
  place: Quantized,
  values: ArrayLike<number>,
  perm: readonly number[] = place.shape.map((_, axis) => axis),
): string {
  const { name, quantizer } = place;
  const shape = perm.map((axis) => must(place.shape[axis], "axis"));
  const order = orderOfPerm(place.shape, perm);
  const arranged = (data: ArrayLike<number>) => Float64Array.from(order, (from) => must(data[from], name));
  if (!cx.quantized) return cx.constant(name, shape, arranged(values));
  expectOption(quantizer !== undefined, name, "it has no type", "one, to export a quantized network");
  const constant = cx.constant(name, shape, arranged(quantizer.quantized(place, cx.values, values)));
  // The numbers are quantized already: all that is left to say is a type that holds them.
  const { signed, width, int } = quantizer.type(place, cx.values, values);
  const bits = signed && width === 1 ? 1 : 0;
  const holds = apFixed({ signed, width: width + bits, int: int + bits }, "RND_CONV", "SAT");
  return cx.quant(`${name}_quant`, constant, holds);
}

/** Name of a value in ONNX after it was quantized there. */
export function emittedResult(cx: Emitter, place: Quantized, value: string): string {
  if (!cx.quantized || place.quantizer === undefined) return value;
  return cx.quant(`${place.name}_quant`, value, place.quantizer.type(place, cx.values));
}

/** A cast of its own: of an input, or of any value that is assigned to a second type. */
export function quantized(x: Layer, { name, type }: { readonly name: string; readonly type: Quantizer }): Layer {
  const place = placed(name, "activation", x.shape, type);
  return {
    kind: "Quantized",
    name,
    inputs: [x],
    shape: x.shape,
    parameters: place.parameters,
    forward: (cx, [value]) => applied(cx, place, must(value, "input")),
    emit: (cx, [value]) => {
      if (cx.quantized && x.kind === "Input")
        cx.configure(x.name, { precision: { result: type.type(place, cx.values) } });
      return emittedResult(cx, place, must(value, "input"));
    },
  };
}
