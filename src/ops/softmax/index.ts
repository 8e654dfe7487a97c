import type { SoftmaxArgmax, SoftmaxTables } from "../../ir/import.js";
import type { OpDef } from "../../ir/op.js";
import { must } from "../../support/errors.js";
import { arbitrarySoftmax } from "./arbitrary.js";
import { defineSoftmax, inferSoftmax } from "./define.js";
import { softmaxCall } from "./hls.js";
import { softmaxImports } from "./onnx.js";

export interface SoftmaxAttrs {
  /** The tensor as [outer, length, inner]: each slice along the middle axis is normalised on its own. */
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly tables: SoftmaxTables | SoftmaxArgmax;
}

/** y_i = e^(x_i) / sum_j e^(x_j) through tables; `define.ts` defines the four implementations. */
export const softmax: OpDef<"softmax", SoftmaxAttrs> = {
  kind: "softmax",
  summary: "exponentials of a slice divided by their sum, by literal tables",
  operands: ["x"],
  onnx: softmaxImports,
  infer: (attrs, [x]) => inferSoftmax(attrs, must(x, "x")),
  define: (attrs, [x], out) => defineSoftmax(attrs, must(x, "x"), out),
  hls: softmaxCall,
  arbitrary: arbitrarySoftmax,
};
