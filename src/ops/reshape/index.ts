import { inOrder } from "../../ir/gather.js";
import type { OpDef } from "../../ir/op.js";
import { sizeOf } from "../../ir/tensor.js";
import { InternalError, must } from "../../support/errors.js";
import { reshapeImports } from "./onnx.js";

export interface ReshapeAttrs {
  readonly shape: readonly number[];
}

/** The same elements in the same row-major order under another shape. */
export const reshape: OpDef<"reshape", ReshapeAttrs> = {
  kind: "reshape",
  summary: "the same elements, in order, in another shape",
  operands: ["x"],
  onnx: reshapeImports,
  infer: ({ shape }, [x]) => {
    const { elem, range, shape: from } = must(x, "x");
    if (sizeOf(shape) !== sizeOf(from)) throw new InternalError(`reshape of [${from}] to [${shape}]`);
    return { shape, elem, range };
  },
  define: (_, _ins, out) => ({ form: "gather", gathering: inOrder(sizeOf(out.shape)) }),
  hls: ({ exact }) => ({
    header: "nnet_moves.h",
    fn: "reshape",
    arguments: [0, "out"],
    config: { n: sizeOf(exact.shape) },
    tables: [],
  }),
  arbitrary: (choose, x) => {
    const size = sizeOf(x.shape);
    const divisors = Array.from({ length: size }, (_, i) => i + 1).filter((d) => size % d === 0);
    const first = choose.pick(divisors);
    return { attrs: { shape: choose.bool() ? [size] : [first, size / first] }, ins: [x] };
  },
};
