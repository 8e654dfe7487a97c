import type { ApFixed } from "../../fixed/types.js";
import type { Strategy } from "../../ir/import.js";
import { evaluateLinear, inferLinear, type LinearForm, summationOrder } from "../../ir/linear-form.js";
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
    const [input, w] = [must(x, "x"), must(weight, "weight")];
    const shape = [...outputDims(attrs, input.shape.slice(0, -1)), convShape(w.shape).outputs];
    const forms = convForms(attrs, input.shape, w.shape, bias !== undefined);
    return inferLinear({ x: input, weight: w, bias, accum: attrs.accum }, forms, shape);
  },
  evaluate: (attrs, [x, weight, bias], out, overflows) => {
    const [input, w] = [must(x, "x"), must(weight, "weight")];
    const forms = convForms(attrs, input.type.shape, w.type.shape, bias !== undefined);
    return evaluateLinear({ x: input, weight: w, bias, accum: attrs.accum }, forms, out, overflows);
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
  return windowTaps(attrs, shape.slice(0, -1)).flatMap((taps) => {
    const terms = orderedTerms(taps, chan, rank);
    return Array.from({ length: groups }, (_, g) => {
      const inputs = Int32Array.from(terms, ({ pixel, c }) => pixel * groups * chan + g * chan + c);
      return Array.from({ length: filt }, (_, m) => ({
        inputs,
        weights: Int32Array.from(terms, ({ term }) => (g * nIn + term) * filt + m),
        bias: biased ? g * filt + m : -1,
      }));
    }).flat();
  });
}

/** The products of one window, by kernel position and channel, in the order of their sum. */
function orderedTerms(taps: readonly Tap[], chan: number, rank: Int32Array) {
  return taps
    .flatMap(({ kernel, pixel }) => Array.from({ length: chan }, (_, c) => ({ term: kernel * chan + c, pixel, c })))
    .sort((a, b) => (rank[a.term] ?? 0) - (rank[b.term] ?? 0));
}
