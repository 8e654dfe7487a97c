import { must } from "../../support/errors.js";
import type { Layer } from "./layer.js";
import { linear, type WeightQuantizers } from "./linear.js";
import { expectCount } from "./options.js";
import { emittedResult, emittedWeight } from "./quantized.js";

export interface DenseOptions extends WeightQuantizers {
  readonly name: string;
  readonly units: number;
  /** Default true. */
  readonly useBias?: boolean;
}

/** y = x · W + b over the last axis: [..., n] to [..., units]; W is [n, units]. */
export function dense(x: Layer, options: DenseOptions): Layer {
  const { name, units } = options;
  expectCount(name, "units", units);
  const shape = [...x.shape.slice(0, -1), units];
  const { parameters, apply, weight, bias, accum } = linear(name, [x.shape.at(-1) ?? 1, units], shape, options);
  return {
    kind: "Dense",
    name,
    inputs: [x],
    shape,
    parameters,
    forward: (cx, [value]) => apply(cx, must(value, "input")),
    emit: (cx, [value]) => {
      const product = cx.node("MatMul", name, [must(value, "input"), emittedWeight(cx, weight)]);
      const sum = bias === undefined ? product : cx.node("Add", `${name}_bias`, [product, emittedWeight(cx, bias)]);
      return emittedResult(cx, accum, sum);
    },
  };
}
