import { hull } from "../../fixed/interval.js";
import { type FixedType, fraction } from "../../fixed/types.js";
import { mapPlaces, mapRange } from "../../ir/elementwise.js";
import { inPlace } from "../../ir/gather.js";
import type { OpDef } from "../../ir/op.js";
import { fromRange, sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { preluImports } from "./onnx.js";

export type PreluAttrs = Readonly<Record<string, never>>;

/** y[i] = x[i] > 0 ? x[i] : alpha[i mod n] · x[i], with n constant slopes: one, or one for each place of the last axes. */
export const prelu: OpDef<"prelu", PreluAttrs> = {
  kind: "prelu",
  summary: "the element where it is positive, a constant multiple of it elsewhere",
  operands: ["x", "alpha"],
  onnx: preluImports,
  infer: (_, [x, alpha]) => {
    const { shape, elem, range } = must(x, "x");
    const slope = must(alpha, "alpha");
    const { frac, up, upProduct } = alignment(elem, slope.elem);
    const slopes = slope.range.lo;
    const ends = (lo: bigint, hi: bigint, i: number) => {
      const scaled = (m: bigint): bigint => (m * must(slopes[i % slopes.length], "alpha")) << BigInt(upProduct);
      const negative = lo > 0n ? [] : [scaled(lo), scaled(hi < 0n ? hi : 0n)];
      const positive = hi > 0n ? [(lo > 0n ? lo : 1n) << BigInt(up), hi << BigInt(up)] : [];
      return hull([...negative, ...positive]);
    };
    return fromRange(shape, frac, mapRange(range, ends));
  },
  define: (_, [x, alpha], out) => {
    const [{ elem }, slope] = [must(x, "x"), must(alpha, "alpha")];
    const { up, upProduct } = alignment(elem, slope.elem);
    const bits = elem.width + Math.max(up, slope.elem.width + upProduct);
    const places = inPlace(sizeOf(out.shape));
    const slopes = places.map((i) => i % sizeOf(slope.shape));
    return mapPlaces(out, [places, slopes], bits + 1, (ar) => {
      const zero = ar.of(0n);
      return (m, a) => ar.select(zero, m, ar.shiftLeft(m, up), ar.shiftLeft(ar.mul(m, a), upProduct));
    });
  },
  hls: ({ exact, ins }) => ({
    header: "nnet_activation.h",
    fn: "prelu",
    arguments: [0, "out", 1],
    config: { n: sizeOf(exact.shape), n_alpha: sizeOf(must(ins[1], "alpha").shape) },
    tables: [],
  }),
  arbitrary: (choose, x) => {
    const shape = choose.pick([[1], x.shape.slice(-1), x.shape]);
    return { attrs: {}, ins: [x, choose.constant(shape, choose.type(10))] };
  },
};

/** The common binary point of x and of alpha · x, and how far each is shifted to it. */
function alignment(x: FixedType, alpha: FixedType): { frac: number; up: number; upProduct: number } {
  const frac = fraction(x) + Math.max(0, fraction(alpha));
  return { frac, up: frac - fraction(x), upProduct: frac - fraction(x) - fraction(alpha) };
}
