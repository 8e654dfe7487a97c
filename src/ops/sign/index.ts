import { fraction } from "../../fixed/types.js";
import { mapElements, mapRange } from "../../ir/elementwise.js";
import type { OpDef } from "../../ir/op.js";
import { fromRange, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { signImports } from "./onnx.js";

export type SignAttrs = Readonly<Record<string, never>>;

/** y = x >= 0 ? scale : -scale, with a constant scale of one element. */
export const sign: OpDef<"sign", SignAttrs> = {
  kind: "sign",
  summary: "plus or minus a constant, by the sign of the element (zero counts as positive)",
  operands: ["x", "scale"],
  onnx: signImports,
  infer: (_, [x, scale]) => {
    const { shape, range } = must(x, "x");
    const { elem, range: scaleRange } = must(scale, "scale");
    const plus = must(scaleRange.lo[0], "scale");
    const ends = (lo: bigint, hi: bigint) => {
      const values = [lo < 0n ? -plus : plus, hi < 0n ? -plus : plus] as const;
      return plus < 0n ? { lo: values[1], hi: values[0] } : { lo: values[0], hi: values[1] };
    };
    return fromRange(shape, fraction(elem), mapRange(range, ends));
  },
  define: (_, [x, scale], out) => {
    const plus = must(scale?.range.lo[0], "scale");
    return mapElements(out, must(x, "x").elem.width, (ar) => {
      const [zero, above, below] = [ar.of(0n), ar.of(plus), ar.of(-plus)];
      return (m) => ar.select(m, zero, below, above);
    });
  },
  hls: ({ exact }) => ({
    header: "nnet_activation.h",
    fn: "sign",
    arguments: [0, "out", 1],
    config: { n: sizeOf(exact.shape) },
    tables: [],
  }),
  arbitrary: (choose, x) => ({ attrs: {}, ins: [x, choose.constant([1], choose.type(8))] }),
};
