import { castDouble } from "../../fixed/float.js";
import { fraction } from "../../fixed/types.js";
import { typeForValues } from "../../frontend/numerics/cells.js";
import { must } from "../../support/errors.js";
import { map, relu as reluOf } from "../autodiff/ops/elementwise.js";
import { carryBits } from "../quantize/ebops.js";
import type { Quantizer } from "../quantize/quantizer.js";
import type { Layer } from "./layer.js";
import { expectOption } from "./options.js";
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
    forward: (cx, [value]) => {
      const input = must(value, "input");
      return applied(cx, result, carryBits(cx, reluOf(cx.tape, input), input));
    },
    emit: (cx, [value]) => emittedResult(cx, result, cx.node("Relu", name, [must(value, "input")])),
  };
}

export interface LeakyReluOptions extends ActivationOptions {
  /** Slope below zero, rounded to 16 bits as the firmware has it; default 0.01. */
  readonly alpha?: number;
}

/** x where it is positive, alpha · x elsewhere. */
export function leakyRelu(x: Layer, { name, type, alpha = 0.01 }: LeakyReluOptions): Layer {
  expectOption(Number.isFinite(alpha), name, `alpha is ${alpha}`, "a number such as 0.125");
  const result = placed(`${name}.result`, "activation", x.shape, type);
  const slopeType = typeForValues([alpha]);
  const slope = Number(castDouble(alpha, slopeType)) * 2 ** -fraction(slopeType);
  return {
    kind: "LeakyRelu",
    name,
    inputs: [x],
    shape: x.shape,
    parameters: result.parameters,
    forward: (cx, [value]) => {
      const y = map(
        cx.tape,
        must(value, "input"),
        (v) => (v > 0 ? v : slope * v),
        (v) => (v > 0 ? 1 : slope),
      );
      return applied(cx, result, y);
    },
    emit: (cx, [value]) =>
      emittedResult(cx, result, cx.node("LeakyRelu", name, [must(value, "input")], { alpha: { float: slope } })),
  };
}
