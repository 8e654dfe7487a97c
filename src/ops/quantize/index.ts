import { inOrder } from "../../ir/gather.js";
import type { OpDef } from "../../ir/op.js";
import { sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { quantizeImports } from "./onnx.js";

export type QuantizeAttrs = Readonly<Record<string, never>>;

/** y = x: whatever rounding there is, the assignment to the result type does. */
export const quantize: OpDef<"quantize", QuantizeAttrs> = {
  kind: "quantize",
  summary: "assigns each element to the result type",
  operands: ["x"],
  onnx: quantizeImports,
  infer: (_, [x]) => must(x, "x"),
  define: (_, _ins, out) => ({ form: "gather", gathering: inOrder(sizeOf(out.shape)) }),
  hls: ({ exact }) => ({
    header: "nnet_activation.h",
    fn: "quantize",
    arguments: [0, "out"],
    config: { n: sizeOf(exact.shape) },
    tables: [],
  }),
  arbitrary: (_, x) => ({ attrs: {}, ins: [x] }),
};
