import type { ApFixed } from "../../fixed/types.js";
import type { Strategy } from "../../ir/import.js";
import { defineLinear, inferLinear, type LinearForm, summationOrder } from "../../ir/linear-form.js";
import type { OpDef } from "../../ir/op.js";
import { outputDims, type Tap, type Window, windowTaps } from "../../ir/window.js";
import { must } from "../../support/errors.js";
import { arbitraryConv } from "./arbitrary.js";
import { convCall } from "./hls.js";
import { convImports } from "./onnx.js";
import { convShape } from "./shape.js";

export interface ConvAttrs extends Window {
  /** Each product and the bias are cast to it before the add; undefined keeps the sum exact. */
  readonly accum: ApFixed | undefined;
  readonly strategy: Strategy;
  /** Multiplications per multiplier. */
  readonly reuse: number;
}

/**
 * y[o..., m] = b[m] + sum over (k..., c) of x[o · stride + k · dilation - pad, c] · w[group of m, k..., c, m in group]:
 * x [d..., C], y [o..., M], weights [groups, k..., C / groups, M / groups]. Pixels outside x add nothing.
 */
export const conv: OpDef<"conv", ConvAttrs> = {
  kind: "conv",
  summary: "1-D and 2-D convolution with constant weights, grouped and depthwise, channels last",
  operands: ["x", "weight", "bias?"],
  onnx: convImports,
  infer: (attrs, [x, weight, bias]) => {
    const parts = { x: must(x, "x"), weight: must(weight, "weight"), bias, accum: attrs.accum };
    const shape = [...outputDims(attrs, parts.x.shape.slice(0, -1)), convShape(parts.weight.shape).outputs];
    return inferLinear(parts, convForms(attrs, parts.x.shape, parts.weight.shape, bias !== undefined), shape);
  },
  define: (attrs, [x, weight, bias], out) => {
    const parts = { x: must(x, "x"), weight: must(weight, "weight"), bias, accum: attrs.accum };
    return defineLinear(parts, convForms(attrs, parts.x.shape, parts.weight.shape, bias !== undefined), out);
  },
  hls: convCall,
  arbitrary: arbitraryConv,
};

function convForms(
  attrs: ConvAttrs,
  shape: readonly number[],
  weight: readonly number[],
  biased: boolean,
): readonly LinearForm[] {
  const { groups, chan, filt, nIn } = convShape(weight);
  const rank = new Int32Array(nIn);
  summationOrder(nIn, attrs.strategy, attrs.reuse).forEach((term, k) => {
    rank[term] = k;
  });
  // Windows with the same real pixels, most of them all, share their weights.
  const columns = new Map<string, readonly Int32Array[]>();
  return windowTaps(attrs, shape.slice(0, -1)).flatMap((taps) => {
    const terms = orderedTerms(taps, chan, rank);
    const pixels = taps.map(({ kernel }) => kernel).join();
    const weights = columns.get(pixels) ?? weightColumns(terms, { groups, filt, nIn });
    columns.set(pixels, weights);
    return Array.from({ length: groups }, (_, g) => {
      const inputs = Int32Array.from(terms, ({ pixel, c }) => pixel * groups * chan + g * chan + c);
      return weights
        .slice(g * filt, (g + 1) * filt)
        .map((column, m) => ({ inputs, weights: column, bias: biased ? g * filt + m : -1 }));
    }).flat();
  });
}

/** For each filter of all groups where its weights of these terms are. */
function weightColumns(
  terms: readonly { readonly term: number }[],
  { groups, filt, nIn }: { readonly groups: number; readonly filt: number; readonly nIn: number },
): readonly Int32Array[] {
  return Array.from({ length: groups * filt }, (_, j) =>
    Int32Array.from(terms, ({ term }) => (Math.floor(j / filt) * nIn + term) * filt + (j % filt)),
  );
}

/** The products of one window, by kernel position and channel, in the order of their sum. */
function orderedTerms(taps: readonly Tap[], chan: number, rank: Int32Array) {
  return taps
    .flatMap(({ kernel, pixel }) => Array.from({ length: chan }, (_, c) => ({ term: kernel * chan + c, pixel, c })))
    .sort((a, b) => (rank[a.term] ?? 0) - (rank[b.term] ?? 0));
}
