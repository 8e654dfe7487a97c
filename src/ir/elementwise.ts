import { type Arith, store, withArith } from "../fixed/arith.js";
import { fraction, typeOfRange } from "../fixed/types.js";
import type { ValueId } from "./graph.js";
import type { FloatTensor, ImportContext, TensorRef } from "./import.js";
import type { Interval } from "../fixed/interval.js";
import { constantTensor, type IntTensor, type Range, sizeOf, type TensorType } from "./tensor.js";

/**
 * The mantissas of `out` from those of `x`, element by element. `define` makes the function in whatever arithmetic is
 * exact for intermediates of `bits` bits (sign included); `index` is the element's place in its event.
 */
export function mapElements(
  x: IntTensor,
  out: TensorType,
  bits: number,
  define: <T>(ar: Arith<T>) => (value: T, index: number) => T,
): IntTensor {
  const size = sizeOf(out.shape);
  const data = withArith(Math.max(bits, out.elem.width), (ar) => {
    const f = define(ar);
    const source = ar.read(x.data);
    const results = ar.array(source.length);
    for (let i = 0; i < results.length; i++) results[i] = f(source[i] as (typeof results)[number], i % size);
    return store(ar, results, out.elem.width);
  });
  return { type: out, events: x.events, data };
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

/** All elements of a constant, to compute with. */
export function constantValues<T>(ar: Arith<T>, { type }: IntTensor): readonly T[] {
  return type.range.lo.map(ar.of);
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
