import { type Arith, store, withArith } from "../../fixed/arith.js";
import { type FixedType, fraction } from "../../fixed/types.js";
import { broadcastIndex } from "../../ir/broadcast.js";
import type { OpDef } from "../../ir/op.js";
import { eventStride, eventsOf, type IntTensor, sizeOf, type TensorType } from "../../ir/tensor.js";
import { assertNever, must } from "../../support/errors.js";
import { arbitraryMerge } from "./arbitrary.js";
import { dividendShift, type MergeAttrs } from "./function.js";
import { mergeCall } from "./hls.js";
import { inferMerge } from "./infer.js";
import { mergeImports } from "./onnx.js";

/**
 * y = fn(a, b) element by element, broadcast as numpy does; without b both operands are a. All are exact save div,
 * a quotient truncated toward zero, as C++ divides ap_fixed. x / 0 is 0.
 */
export const merge: OpDef<"merge", MergeAttrs> = {
  kind: "merge",
  summary: "two tensors element by element: add, sub, mul, div, max, min",
  operands: ["a", "b?"],
  onnx: mergeImports,
  infer: (attrs, [a, b]) => inferMerge(attrs, must(a, "a"), b),
  evaluate: (attrs, [a, b = a], out) => evaluateMerge(attrs, must(a, "a"), must(b, "b"), out),
  hls: mergeCall,
  arbitrary: arbitraryMerge,
};

function evaluateMerge(attrs: MergeAttrs, a: IntTensor, b: IntTensor, out: TensorType): IntTensor {
  const events = eventsOf([a, b]);
  const size = sizeOf(out.shape);
  const [ia, ib] = [broadcastIndex(a.type.shape, out.shape), broadcastIndex(b.type.shape, out.shape)];
  const data = withArith(Math.max(neededBits(attrs, a.type.elem, b.type.elem), out.elem.width), (ar) => {
    const f = functionOf(ar, attrs, a.type, b.type);
    const [as, bs] = [ar.read(a.data), ar.read(b.data)];
    const results = ar.array(events * size);
    for (let event = 0; event < events; event++)
      for (let i = 0; i < size; i++) {
        const x = as[event * eventStride(a) + (ia[i] as number)] as (typeof results)[number];
        const y = bs[event * eventStride(b) + (ib[i] as number)] as (typeof results)[number];
        results[event * size + i] = f(x, y);
      }
    return store(ar, results, out.elem.width);
  });
  return { type: out, events, data };
}

/** Bits of the operands as the function takes them: aligned, the dividend shifted up, or multiplied. */
function neededBits(attrs: MergeAttrs, a: FixedType, b: FixedType): number {
  if (attrs.fn === "mul") return a.width + b.width;
  if (attrs.fn === "div") return Math.max(a.width + dividendShift(b, attrs.widen), b.width) + 1;
  const lead = fraction(a) - fraction(b);
  return Math.max(a.width + Math.max(0, -lead), b.width + Math.max(0, lead)) + 1;
}

function functionOf<T>(ar: Arith<T>, attrs: MergeAttrs, a: TensorType, b: TensorType): (x: T, y: T) => T {
  const lead = fraction(a.elem) - fraction(b.elem);
  const [upA, upB] = [Math.max(0, -lead), Math.max(0, lead)];
  const aligned = (f: (x: T, y: T) => T) => (x: T, y: T) => f(ar.shiftLeft(x, upA), ar.shiftLeft(y, upB));
  switch (attrs.fn) {
    case "add":
      return aligned(ar.add);
    case "sub":
      return aligned(ar.sub);
    case "mul":
      return ar.mul;
    case "div":
      return quotientOf(ar, dividendShift(b.elem, attrs.widen));
    case "max":
      return aligned((x, y) => (ar.less(x, y) ? y : x));
    case "min":
      return aligned((x, y) => (ar.less(y, x) ? y : x));
    default:
      return assertNever(attrs, "merge function");
  }
}

function quotientOf<T>(ar: Arith<T>, shift: number): (x: T, y: T) => T {
  const zero = ar.of(0n);
  return (x, y) => (y === zero ? zero : ar.quotient(ar.shiftLeft(x, shift), y));
}
