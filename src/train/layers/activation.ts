import { must } from "../../support/errors.js";
import { relu as reluOf } from "../autodiff/ops/elementwise.js";
import type { Quantizer } from "../quantize/quantizer.js";
import type { Layer } from "./layer.js";
import { applied, emittedResult, placed } from "./quantized.js";

export interface ActivationOptions {
  readonly name: string;
  /** Of the result. */
  readonly type?: Quantizer;
}

/** max(x, 0) */
export function relu(x: Layer, { name, type }: ActivationOptions): Layer {
  const result = placed(`${name}.result`, "activation", x.shape, type);
  return {
    kind: "Relu",
    name,
    inputs: [x],
    shape: x.shape,
    parameters: result.parameters,
    forward: (cx, [value]) => applied(cx, result, reluOf(cx.tape, must(value, "input"))),
    emit: (cx, [value]) => emittedResult(cx, result, cx.node("Relu", name, [must(value, "input")])),
  };
}
