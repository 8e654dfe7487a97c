import type { ApFixed } from "../../fixed/types.js";
import type { Strategy } from "../../ir/import.js";
import { defineLinear, inferLinear, type LinearForm, summationOrder } from "../../ir/linear-form.js";
import type { OpDef } from "../../ir/op.js";
import { sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { arbitraryDense } from "./arbitrary.js";
import { denseCall } from "./hls.js";
import { denseImports } from "./onnx.js";

export interface DenseAttrs {
  /** Each product and the bias are cast to it before the add; undefined keeps the sum exact. */
  readonly accum: ApFixed | undefined;
  readonly strategy: Strategy;
  /** Multiplications per multiplier. */
  readonly reuse: number;
}

/** y[..., j] = b[j] + sum_i x[..., i] · w[i, j], for each row of the last axis. */
export const dense: OpDef<"dense", DenseAttrs> = {
  kind: "dense",
  summary: "matrix-vector product with constant weights along the last axis",
  operands: ["x", "weight", "bias?"],
  onnx: denseImports,
  infer: (attrs, [x, weight, bias]) => {
    const parts = { x: must(x, "x"), weight: must(weight, "weight"), bias, accum: attrs.accum };
    const shape = [...parts.x.shape.slice(0, -1), parts.weight.shape[1] ?? 1];
    return inferLinear(parts, denseForms(attrs, shape, parts.weight.shape, bias !== undefined), shape);
  },
  define: (attrs, [x, weight, bias], out) => {
    const parts = { x: must(x, "x"), weight: must(weight, "weight"), bias, accum: attrs.accum };
    return defineLinear(parts, denseForms(attrs, out.shape, parts.weight.shape, bias !== undefined), out);
  },
  hls: denseCall,
  arbitrary: arbitraryDense,
};

function denseForms(
  attrs: DenseAttrs,
  shape: readonly number[],
  weightShape: readonly number[],
  biased: boolean,
): LinearForm[] {
  const [nIn, nOut] = [weightShape[0] ?? 1, weightShape[1] ?? 1];
  const order = summationOrder(nIn, attrs.strategy, attrs.reuse);
  const columns = Array.from({ length: nOut }, (_, j) => order.map((i) => i * nOut + j));
  return Array.from({ length: sizeOf(shape) }, (_, k) => {
    const row = Math.floor(k / nOut);
    const j = k % nOut;
    return { inputs: order.map((i) => row * nIn + i), weights: must(columns[j], "column"), bias: biased ? j : -1 };
  });
}
