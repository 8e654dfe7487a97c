import { matmul } from "../autodiff/ops/linear.js";
import { reshape } from "../autodiff/tape.js";
import { sizeOf, type Tensor } from "../autodiff/tensor.js";
import { addProductCost } from "../quantize/ebops.js";
import type { Quantizer } from "../quantize/quantizer.js";
import { glorotUniform, zeros } from "./initial.js";
import type { Forward, ParameterSpec } from "./layer.js";
import { applied, placed, type Quantized } from "./quantized.js";

/** Quantizers of a layer with weights; what is left out stays a float. */
export interface WeightQuantizers {
  readonly weight?: Quantizer;
  readonly bias?: Quantizer;
  /** Of the sums: exact products and sums are assigned to it once. */
  readonly accum?: Quantizer;
}

/** Weights and biases of one matrix product: what dense layers and convolutions have in common. */
export interface Linear {
  readonly weight: Quantized;
  /** Undefined without bias. */
  readonly bias: Quantized | undefined;
  readonly accum: Quantized;
  readonly parameters: readonly ParameterSpec[];
  /** x [..., n] · W [n, units] + b, as its accumulator holds it. */
  readonly apply: (cx: Forward, x: Tensor) => Tensor;
}

/**
 * `weightShape` has the units as its last axis; `result` is the shape of one event. `uses` says how many elements of an
 * event meet each row of weights, where it is not the number of rows of the result.
 */
export function linear(
  name: string,
  weightShape: readonly number[],
  result: readonly number[],
  options: WeightQuantizers & { readonly useBias?: boolean },
  uses?: ArrayLike<number>,
): Linear {
  const units = weightShape.at(-1) ?? 1;
  const inputs = weightShape.slice(0, -1).reduce((a, b) => a * b, 1);
  const counts = uses ?? new Int32Array(inputs).fill(sizeOf(result) / units);
  const receptive = weightShape.slice(0, -2).reduce((a, b) => a * b, 1);
  const weight = placed(`${name}.weight`, "weight", weightShape, options.weight);
  const bias = options.useBias === false ? undefined : placed(`${name}.bias`, "weight", [units], options.bias);
  const accum = placed(`${name}.accum`, "activation", result, options.accum);
  const places = [weight, ...(bias === undefined ? [] : [bias]), accum];
  return {
    weight,
    bias,
    accum,
    parameters: [
      { name: weight.name, shape: weight.shape, trained: true, initial: glorotUniform(inputs, units * receptive) },
      ...(bias === undefined ? [] : [{ name: bias.name, shape: bias.shape, trained: true, initial: zeros }]),
      ...places.flatMap((place) => place.parameters),
    ],
    apply: (cx, x) => {
      const kernel = applied(cx, weight, cx.parameter(weight.name));
      addProductCost(cx, name, kernel, x, counts);
      const row = bias && applied(cx, bias, cx.parameter(bias.name));
      const sum = matmul(cx.tape, x, reshape(kernel, [inputs, units]), row);
      return applied(cx, accum, sum);
    },
  };
}
