import { fraction } from "../../fixed/types.js";
import { bindActivation, mapElements, mapRange } from "../../ir/elementwise.js";
import type { OpDef } from "../../ir/op.js";
import { fromRange, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";

export type ReluAttrs = Readonly<Record<string, never>>;

/** y = max(x, 0) */
export const relu: OpDef<"relu", ReluAttrs> = {
  kind: "relu",
  summary: "the element where it is positive, zero elsewhere",
  operands: ["x"],
  onnx: [
    {
      op: "Relu",
      domains: [""],
      since: 6,
      read: (cx) => bindActivation(cx, cx.tensor(0), { kind: "relu", fn: "relu", attrs: {} }),
    },
  ],
  infer: (_, [x]) => {
    const { shape, elem, range } = must(x, "x");
    const positive = (m: bigint): bigint => (m > 0n ? m : 0n);
    return fromRange(
      shape,
      fraction(elem),
      mapRange(range, (lo, hi) => ({ lo: positive(lo), hi: positive(hi) })),
    );
  },
  define: (_, [x], out) =>
    mapElements(out, must(x, "x").elem.width, (ar) => {
      const zero = ar.of(0n);
      return (m) => ar.max(m, zero);
    }),
  hls: ({ exact }) => ({
    header: "nnet_activation.h",
    fn: "relu",
    arguments: [0, "out"],
    config: { n: sizeOf(exact.shape) },
    tables: [],
  }),
  arbitrary: (_, x) => ({ attrs: {}, ins: [x] }),
};
