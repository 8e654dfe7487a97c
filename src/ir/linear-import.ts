import type { ImportContext, Schedule, TensorRef } from "./import.js";
import type { IntTensor } from "./tensor.js";

/** Emits a dense or conv node: its accumulator and result types are settled by the layer's numerics. */
export function emitLinear(
  cx: ImportContext,
  kind: "dense" | "conv",
  x: TensorRef,
  parts: { readonly weight: IntTensor; readonly bias: IntTensor | undefined; readonly products: number },
  attrs: Schedule,
): TensorRef {
  const { weight, bias, products } = parts;
  const inputs = [x.value, cx.addConstant("weight", weight)];
  if (bias !== undefined) inputs.push(cx.addConstant("bias", bias));
  const types = { x: x.type.elem, weight: weight.type.elem, products };
  const facts = { kind: "linear", ...types, ...(bias === undefined ? {} : { bias: bias.type.elem }) } as const;
  const exact = cx.infer(kind, { ...attrs, accum: undefined }, inputs);
  const accum = cx.numerics.accum(cx.layer, facts, exact);
  return cx.emit(kind, { ...attrs, accum }, inputs, cx.numerics.result(cx.layer, facts, exact));
}
