import type { ApFixed } from "../../fixed/types.js";
import type { Strategy } from "../../ir/import.js";
import { evaluateLinear, inferLinear, type LinearForm, summationOrder } from "../../ir/linear-form.js";
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
    const [input, w] = [must(x, "x"), must(weight, "weight")];
    const shape = [...input.shape.slice(0, -1), w.shape[1] ?? 1];
    return inferLinear(
      { x: input, weight: w, bias, accum: attrs.accum },
      denseForms(attrs, shape, w.shape, bias !== undefined),
      shape,
    );
  },
  evaluate: (attrs, [x, weight, bias], out, overflows) => {
    const w = must(weight, "weight");
    const forms = denseForms(attrs, out.shape, w.type.shape, bias !== undefined);
    return evaluateLinear({ x: must(x, "x"), weight: w, bias, accum: attrs.accum }, forms, out, overflows);
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
