import type { Arith } from "../fixed/arith.js";
import type { Interval } from "../fixed/interval.js";
import { fraction, typeOfRange } from "../fixed/types.js";
import type { MapDefinition } from "./definition.js";
import { inPlace } from "./gather.js";
import type { ValueId } from "./graph.js";
import type { FloatTensor, ImportContext, TensorRef } from "./import.js";
import { constantTensor, type IntTensor, type Range, sizeOf, type TensorType } from "./tensor.js";

/** The definition of an op whose every element is a function of the element of operand 0 in its place. */
export function mapElements(out: TensorType, bits: number, define: <T>(ar: Arith<T>) => (x: T) => T): MapDefinition {
  return mapPlaces(out, [inPlace(sizeOf(out.shape))], bits, define);
}

/**
 * The definition of an op whose every element is a function of one element of each of up to three operands: those at
 * `reads[operand][place]`. Intermediates have up to `bits` bits, sign included.
 */
export function mapPlaces(
  out: TensorType,
  reads: readonly Int32Array[],
  bits: number,
  define: <T>(ar: Arith<T>) => (x: T, y: T, z: T) => T,
): MapDefinition {
  const count = sizeOf(out.shape);
  return {
    form: "map",
    count,
    reads: reads.map((at, operand) => ({ operand, at })),
    writes: [inPlace(count)],
    bits,
    define: <T>(ar: Arith<T>) => {
      const f = define(ar);
      // By index, since taking an array apart by a pattern runs an iterator.
      return (args) => [f(args[0] as T, args[1] as T, args[2] as T)];
    },
  };
}

/** What `f` makes of each element's bounds. */
export function mapRange({ lo, hi }: Range, f: (lo: bigint, hi: bigint, index: number) => Interval): Range {
  const ends = lo.map((low, i) => f(low, hi[i] ?? low, i));
  return { lo: ends.map((end) => end.lo), hi: ends.map((end) => end.hi) };
}

/** Emits an activation on the physical value of `x` and binds it with x's own shape and order. */
export function bindActivation(
  cx: ImportContext,
  x: TensorRef,
  node: {
    readonly kind: string;
    readonly fn: string;
    readonly attrs: unknown;
    readonly constants?: readonly ValueId[];
  },
): void {
  const inputs = [x.value, ...(node.constants ?? [])];
  const facts = { kind: "activation", fn: node.fn, x: x.type.elem } as const;
  const result = cx.numerics.result(cx.layer, facts, cx.infer(node.kind, node.attrs, inputs));
  cx.bind({ ...cx.emit(node.kind, node.attrs, inputs, result), shape: x.shape, order: x.order });
}

/** Attribute `alpha` of an activation, as a constant operand. */
export function alphaOf(cx: ImportContext, byDefault: number): FloatTensor {
  const absent = cx.attribute("alpha") === undefined;
  return scalar(absent ? cx.numerics.missingAlpha(byDefault) : cx.float("alpha", byDefault));
}

/** One number of the model as a constant operand. */
function scalar(value: number): FloatTensor {
  return { shape: [1], data: Float64Array.of(value), dtype: "float32" };
}

/** A finite number that elements of `x` are compared with or replaced by: exact on the grid of x where it is on it. */
export function constantBeside(cx: ImportContext, x: TensorRef, value: number): IntTensor {
  const frac = fraction(x.type.elem);
  const mantissa = value * 2 ** frac;
  if (!Number.isSafeInteger(mantissa)) return cx.numerics.constant(cx.layer, "threshold", scalar(value), x.type.elem);
  const exact = BigInt(mantissa);
  return constantTensor([1], typeOfRange(exact, exact, frac), [exact]);
}
