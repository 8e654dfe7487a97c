import { hull } from "../../fixed/interval.js";
import { type FixedType, fraction } from "../../fixed/types.js";
import { alphaOf, bindActivation, mapElements, mapRange } from "../../ir/elementwise.js";
import type { ImportContext } from "../../ir/import.js";
import type { OpDef } from "../../ir/op.js";
import { fromRange, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";

export type ThresholdedReluAttrs = Readonly<Record<string, never>>;

/** y = x > theta ? x : 0, with a constant theta of one element. */
export const thresholdedRelu: OpDef<"thresholded_relu", ThresholdedReluAttrs> = {
  kind: "thresholded_relu",
  summary: "the element where it exceeds a constant, zero elsewhere",
  operands: ["x", "theta"],
  onnx: [{ op: "ThresholdedRelu", domains: [""], since: 1, read: readThresholdedRelu }],
  infer: (_, [x, theta]) => {
    const { shape, elem, range } = must(x, "x");
    const bound = must(theta, "theta");
    const least = lastBelow(must(bound.range.lo[0], "theta"), bound.elem, elem) + 1n;
    const ends = (lo: bigint, hi: bigint) => {
      const kept = hi < least ? [] : [lo < least ? least : lo, hi];
      return hull(lo < least ? [0n, ...kept] : kept);
    };
    return fromRange(shape, fraction(elem), mapRange(range, ends));
  },
  define: (_, [x, theta], out) => {
    const [{ elem }, bound] = [must(x, "x"), must(theta, "theta")];
    const last = lastBelow(must(bound.range.lo[0], "theta"), bound.elem, elem);
    return mapElements(out, Math.max(elem.width, last.toString(2).length + 1), (ar) => {
      const [zero, limit] = [ar.of(0n), ar.of(last)];
      return (m) => ar.select(limit, m, m, zero);
    });
  },
  hls: ({ exact }) => ({
    header: "nnet_activation.h",
    fn: "thresholded_relu",
    arguments: [0, "out", 1],
    config: { n: sizeOf(exact.shape) },
    tables: [],
  }),
  arbitrary: (choose, x) => ({ attrs: {}, ins: [x, choose.constant([1], choose.type(12))] }),
};

/** The greatest mantissa of type `x` whose value does not exceed theta. */
function lastBelow(theta: bigint, elem: FixedType, x: FixedType): bigint {
  const drop = fraction(elem) - fraction(x);
  return drop > 0 ? theta >> BigInt(drop) : theta << BigInt(-drop);
}

function readThresholdedRelu(cx: ImportContext): void {
  const x = cx.tensor(0);
  const theta = cx.numerics.constant(cx.layer, "threshold", alphaOf(cx, 1), x.type.elem);
  bindActivation(cx, x, {
    kind: "thresholded_relu",
    fn: "thresholded_relu",
    attrs: {},
    constants: [cx.addConstant("theta", theta)],
  });
}
