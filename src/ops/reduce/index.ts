import type { ApFixed } from "../../fixed/types.js";
import type { OpDef } from "../../ir/op.js";
import { defineExtreme, inferExtreme } from "../../ir/select.js";
import { defineSums, inferSums } from "../../ir/sum-form.js";
import { must } from "../../support/errors.js";
import { arbitraryReduce } from "./arbitrary.js";
import { outputShape, reducedElements, reduceForms, reduceRules } from "./forms.js";
import { reduceCall } from "./hls.js";
import { reduceImports } from "./onnx.js";

export interface ReduceAttrs {
  readonly fn: "sum" | "mean" | "sum_square" | "max" | "min";
  /** Axes of one event that are reduced, ascending. */
  readonly axes: readonly number[];
  /** Whether reduced axes stay, with length 1. */
  readonly keepdims: boolean;
  /**
   * Each term of a sum (for sum_square each square) is assigned to it before the add, and then the sum; of a mean the
   * sum only. Undefined: see `SumRules`.
   */
  readonly accum: ApFixed | undefined;
}

/** Sum, mean, sum of squares, maximum or minimum over some axes; elements are added in row-major order. */
export const reduce: OpDef<"reduce", ReduceAttrs> = {
  kind: "reduce",
  summary: "sum, mean, sum of squares, maximum and minimum over axes",
  operands: ["x"],
  onnx: reduceImports,
  infer: (attrs, [input]) => {
    const x = must(input, "x");
    const shape = outputShape(attrs, x.shape);
    if (attrs.fn === "max" || attrs.fn === "min")
      return inferExtreme(x, attrs.fn, reducedElements(attrs, x.shape), shape);
    return inferSums(x, reduceForms(attrs, x.shape), shape, reduceRules(attrs));
  },
  define: (attrs, [input], out) => {
    const x = must(input, "x");
    if (attrs.fn === "max" || attrs.fn === "min") return defineExtreme(x, attrs.fn, reducedElements(attrs, x.shape));
    return defineSums(x, reduceForms(attrs, x.shape), out, reduceRules(attrs));
  },
  hls: reduceCall,
  arbitrary: arbitraryReduce,
};
