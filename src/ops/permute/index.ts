import { bitLength, fixed } from "../../fixed/types.js";
import { type Gathering, gatherType } from "../../ir/gather.js";
import type { OpDef } from "../../ir/op.js";
import { constantTensor, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { permuteImports } from "./onnx.js";

export interface PermuteAttrs {
  /** Flat index into the operand of each element of the result; an element may be taken often or not at all. */
  readonly order: readonly number[];
  readonly shape: readonly number[];
}

/** y[k] = x[order[k]] */
export const permute: OpDef<"permute", PermuteAttrs> = {
  kind: "permute",
  summary: "elements picked from the operand by constant positions",
  operands: ["x"],
  onnx: permuteImports,
  infer: (attrs, [x]) => gatherType(attrs.shape, [must(x, "x")], gathering(attrs)),
  define: (attrs) => ({ form: "gather", gathering: gathering(attrs) }),
  hls: ({ attrs: { order }, ins }) => {
    const width = Math.max(1, bitLength(BigInt(sizeOf(must(ins[0], "x").shape))));
    const table = constantTensor([order.length], fixed(false, width, width), order.map(BigInt));
    return {
      header: "nnet_moves.h",
      fn: "permute",
      arguments: [0, "out"],
      config: { n_in: sizeOf(must(ins[0], "x").shape), n_out: order.length },
      tables: [{ name: "order", tensor: table }],
    };
  },
  arbitrary: (choose, x) => {
    const size = sizeOf(x.shape);
    const order = Array.from({ length: choose.int(1, 2 * size) }, () => choose.int(0, size - 1));
    return { attrs: { order, shape: [order.length] }, ins: [x] };
  },
};

function gathering({ order }: PermuteAttrs): Gathering {
  return { from: new Uint8Array(order.length), at: order };
}
