import { must } from "../../support/errors.js";
import { addRow, matmul } from "../autodiff/ops/linear.js";
import type { Quantizer } from "../quantize/quantizer.js";
import { glorotUniform, zeros } from "./initial.js";
import type { Layer, ParameterSpec } from "./layer.js";
import { applied, emittedResult, emittedWeight, placed, type Quantized } from "./quantized.js";

/** Quantizers of a layer with weights; what is left out stays a float. */
export interface WeightQuantizers {
  readonly weight?: Quantizer;
  readonly bias?: Quantizer;
  /** Of the sums: exact products and sums are assigned to it once. */
  readonly accum?: Quantizer;
}

export interface DenseOptions extends WeightQuantizers {
  readonly name: string;
  readonly units: number;
  /** Default true. */
  readonly useBias?: boolean;
}

/** y = x · W + b over the last axis: [..., n] to [..., units]; W is [n, units]. */
export function dense(x: Layer, options: DenseOptions): Layer {
  const { name, units, useBias = true } = options;
  const inputs = must(x.shape.at(-1), "last axis");
  const shape = [...x.shape.slice(0, -1), units];
  const weight: Quantized = placed(`${name}.weight`, "weight", [inputs, units], options.weight);
  const bias: Quantized = placed(`${name}.bias`, "weight", [units], options.bias);
  const accum: Quantized = placed(`${name}.accum`, "activation", shape, options.accum);
  const parameters: ParameterSpec[] = [
    { name: weight.name, shape: weight.shape, trained: true, initial: glorotUniform(inputs, units) },
    ...(useBias ? [{ name: bias.name, shape: bias.shape, trained: true, initial: zeros }] : []),
    ...[weight, bias, accum].flatMap((quantized) => quantized.parameters),
  ];
  return {
    kind: "Dense",
    name,
    inputs: [x],
    shape,
    parameters,
    forward: (cx, [value]) => {
      const product = matmul(cx.tape, must(value, "input"), applied(cx, weight, cx.parameter(weight.name)));
      const sum = useBias ? addRow(cx.tape, product, applied(cx, bias, cx.parameter(bias.name))) : product;
      return applied(cx, accum, sum);
    },
    emit: (cx, [value]) => {
      const product = cx.node("MatMul", name, [must(value, "input"), emittedWeight(cx, weight)]);
      const sum = useBias ? cx.node("Add", `${name}_bias`, [product, emittedWeight(cx, bias)]) : product;
      return emittedResult(cx, accum, sum);
    },
  };
}
