import { multiply } from "../../fixed/interval.js";
import { fraction } from "../../fixed/types.js";
import { broadcastIndex } from "../../ir/broadcast.js";
import { mapPlaces } from "../../ir/elementwise.js";
import type { OpDef } from "../../ir/op.js";
import { fromRange, type TensorType } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import { arbitraryNormalize } from "./arbitrary.js";
import { normalizeCall } from "./hls.js";
import { normalizeImports } from "./onnx.js";

export type NormalizeAttrs = Readonly<Record<string, never>>;

/**
 * y = x · scale + bias, exactly. Scale and bias are constants whose shape is a suffix of that of x, so that element i
 * meets their element i modulo their size.
 */
export const normalize: OpDef<"normalize", NormalizeAttrs> = {
  kind: "normalize",
  summary: "scale and offset by constants: BatchNormalization, and arithmetic with one constant operand",
  operands: ["x", "scale", "bias"],
  onnx: normalizeImports,
  infer: (_, [x, scale, bias]) => inferNormalize(must(x, "x"), must(scale, "scale"), must(bias, "bias")),
  define: (_, [x, scale, bias], out) => {
    const operands = [must(x, "x"), must(scale, "scale"), must(bias, "bias")] as const;
    const [{ elem }, s, b] = operands;
    const frac = fraction(out.elem);
    const [up, upBias] = [frac - fraction(elem) - fraction(s.elem), frac - fraction(b.elem)];
    const bits = Math.max(elem.width + s.elem.width + up, b.elem.width + upBias) + 1;
    const reads = operands.map(({ shape }) => broadcastIndex(shape, out.shape));
    return mapPlaces(
      out,
      reads,
      bits,
      (ar) => (m, factor, offset) => ar.add(ar.shiftLeft(ar.mul(m, factor), up), ar.shiftLeft(offset, upBias)),
    );
  },
  hls: normalizeCall,
  arbitrary: arbitraryNormalize,
};

function inferNormalize(x: TensorType, scale: TensorType, bias: TensorType): TensorType {
  const product = fraction(x.elem) + fraction(scale.elem);
  const frac = Math.max(product, fraction(bias.elem));
  const [scales, offsets] = [broadcastIndex(scale.shape, x.shape), broadcastIndex(bias.shape, x.shape)];
  const ends = x.range.lo.map((lo, i) => {
    const [s, b] = [scales[i] ?? 0, offsets[i] ?? 0];
    const interval = { lo, hi: x.range.hi[i] ?? lo };
    const scaled = multiply(interval, { lo: scale.range.lo[s] ?? 0n, hi: scale.range.hi[s] ?? 0n });
    const add = (value: bigint, offset: bigint): bigint =>
      (value << BigInt(frac - product)) + (offset << BigInt(frac - fraction(bias.elem)));
    return { lo: add(scaled.lo, bias.range.lo[b] ?? 0n), hi: add(scaled.hi, bias.range.hi[b] ?? 0n) };
  });
  return fromRange(x.shape, frac, { lo: ends.map(({ lo }) => lo), hi: ends.map(({ hi }) => hi) });
}
