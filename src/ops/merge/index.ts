import type { Arith } from "../../fixed/arith.js";
import { type FixedType, fraction } from "../../fixed/types.js";
import { broadcastIndex } from "../../ir/broadcast.js";
import type { MapDefinition } from "../../ir/definition.js";
import { mapPlaces } from "../../ir/elementwise.js";
import type { OpDef } from "../../ir/op.js";
import type { TensorType } from "../../ir/tensor.js";
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
  define: (attrs, [a, b], out) => defineMerge(attrs, must(a, "a"), b, out),
  hls: mergeCall,
  arbitrary: arbitraryMerge,
};

function defineMerge(attrs: MergeAttrs, a: TensorType, b: TensorType | undefined, out: TensorType): MapDefinition {
  const second = b ?? a;
  const operands = b === undefined ? [a] : [a, b];
  const reads = operands.map(({ shape }) => broadcastIndex(shape, out.shape));
  return mapPlaces(out, reads, neededBits(attrs, a.elem, second.elem), (ar) => {
    const f = functionOf(ar, attrs, a.elem, second.elem);
    return b === undefined ? (x) => f(x, x) : f;
  });
}

/** Bits of the operands as the function takes them: aligned, the dividend shifted up, or multiplied. */
function neededBits(attrs: MergeAttrs, a: FixedType, b: FixedType): number {
  if (attrs.fn === "mul") return a.width + b.width;
  if (attrs.fn === "div") return Math.max(a.width + dividendShift(b, attrs.widen), b.width) + 1;
  const lead = fraction(a) - fraction(b);
  return Math.max(a.width + Math.max(0, -lead), b.width + Math.max(0, lead)) + 1;
}

function functionOf<T>(ar: Arith<T>, attrs: MergeAttrs, a: FixedType, b: FixedType): (x: T, y: T) => T {
  const lead = fraction(a) - fraction(b);
  const [upA, upB] = [Math.max(0, -lead), Math.max(0, lead)];
  const aligned = (f: (x: T, y: T) => T) => (x: T, y: T) => f(ar.shiftLeft(x, upA), ar.shiftLeft(y, upB));
  switch (attrs.fn) {
    case "add":
      return aligned(ar.add);
    case "sub":
      return aligned(ar.sub);
    case "mul":
      return ar.mul;
    case "div": {
      const shift = dividendShift(b, attrs.widen);
      return (x, y) => ar.quotient(ar.shiftLeft(x, shift), y);
    }
    case "max":
      return aligned(ar.max);
    case "min":
      return aligned(ar.min);
    default:
      return assertNever(attrs, "merge function");
  }
}
