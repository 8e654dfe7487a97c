import { castBits, type OverflowCount, store, withArith } from "../fixed/arith.js";
import { castMantissa } from "../fixed/cast.js";
import { type ApFixed, bitLength, fixed, fraction, productType } from "../fixed/types.js";
import { must } from "../support/errors.js";
import { accumulateRange } from "./accumulate.js";
import type { Strategy } from "./import.js";
import type { Interval } from "../fixed/interval.js";
import { eventStride, eventsOf, fromRange, type IntTensor, sizeOf, type TensorType } from "./tensor.js";

/**
 * One output element of a dense or convolution layer: bias + sum of input · weight, in the order in which the
 * hardware adds (the order shows where an accumulator saturates). Indices are flat, into one event, into the weights
 * and into the bias (-1 for none).
 */
export interface LinearForm {
  readonly inputs: Int32Array;
  readonly weights: Int32Array;
  readonly bias: number;
}

/** Operand types or tensors of a linear layer and its accumulator (undefined: the exact sum). */
interface LinearParts<X> {
  readonly x: X;
  readonly weight: X;
  readonly bias: X | undefined;
  readonly accum: ApFixed | undefined;
}

/**
 * Order in which a layer of `terms` products and `outputs` sums adds: Resource with a reuse factor up to the number
 * of products takes every rf-th product, then the next remainder; every other schedule adds in natural order.
 */
export function summationOrder(terms: number, strategy: Strategy, reuse: number): Int32Array {
  const order = Int32Array.from({ length: terms }, (_, i) => i);
  if (strategy !== "Resource" || reuse > terms) return order;
  return order.sort((a, b) => (a % reuse) - (b % reuse) || a - b);
}

/** Type of the forms' values; without an accumulator the smallest that the actual weights allow. */
export function inferLinear(
  parts: LinearParts<TensorType>,
  forms: readonly LinearForm[],
  shape: readonly number[],
): TensorType {
  const { accum, bias, x, weight } = parts;
  const terms = fraction(x.elem) + fraction(weight.elem);
  const exact = bias === undefined ? terms : Math.max(terms, fraction(bias.elem));
  const ranges = forms.map((form) =>
    accum === undefined
      ? exactRange(parts, form, exact - terms, startOf(bias, form, exact))
      : accumulateRange(
          { accum, fraction: terms, castsTerms: true },
          startOf(bias, form, accum),
          productRanges(parts, form),
        ),
  );
  const range = { lo: ranges.map(({ lo }) => lo), hi: ranges.map(({ hi }) => hi) };
  if (accum === undefined) return fromRange(shape, exact, range);
  return { shape, elem: fixed(accum.signed, accum.width, accum.int), range };
}

function exactRange(parts: LinearParts<TensorType>, form: LinearForm, shift: number, start: bigint): Interval {
  let [lo, hi] = [0n, 0n];
  for (const product of productRanges(parts, form)) {
    lo += product.lo;
    hi += product.hi;
  }
  return { lo: start + (lo << BigInt(shift)), hi: start + (hi << BigInt(shift)) };
}

function* productRanges({ x, weight }: LinearParts<TensorType>, form: LinearForm): Generator<Interval> {
  for (let k = 0; k < form.inputs.length; k++) {
    const w = weight.range.lo[form.weights[k] ?? 0] ?? 0n;
    if (w === 0n) continue;
    const i = form.inputs[k] ?? 0;
    const a = (x.range.lo[i] ?? 0n) * w;
    const b = (x.range.hi[i] ?? 0n) * w;
    yield w > 0n ? { lo: a, hi: b } : { lo: b, hi: a };
  }
}

/** The forms' values for all events; see `LinearForm` for the order of additions. */
export function evaluateLinear(
  parts: LinearParts<IntTensor>,
  forms: readonly LinearForm[],
  out: TensorType,
  overflows?: OverflowCount,
): IntTensor {
  const { x, weight, bias, accum } = parts;
  const events = eventsOf([x]);
  const size = sizeOf(out.shape);
  const productFraction = fraction(x.type.elem) + fraction(weight.type.elem);
  return withArith(neededBits(parts, forms, out), (ar) => {
    const xs = ar.read(x.data);
    const ws = ar.read(weight.data);
    const toAccum =
      accum === undefined
        ? (v: typeof zero) => ar.shiftLeft(v, fraction(out.elem) - productFraction)
        : ar.caster(productFraction, accum, overflows);
    const settle = accum === undefined ? (v: typeof zero) => v : ar.caster(fraction(accum), accum, overflows);
    const zero = ar.of(0n);
    const starts = forms.map((form) => ar.of(startOf(bias?.type, form, accum ?? fraction(out.elem))));
    const results = ar.array(events * size);
    for (let event = 0; event < events; event++) {
      const base = event * eventStride(x);
      for (let j = 0; j < size; j++) {
        const { inputs, weights } = must(forms[j], "linear form");
        let acc = starts[j] ?? zero;
        for (let k = 0; k < inputs.length; k++) {
          const w = ws[weights[k] as number] as typeof zero;
          // A zero weight adds nothing in any mode: the accumulator already holds a value of its own type.
          if (w === zero) continue;
          acc = settle(ar.add(acc, toAccum(ar.mul(xs[base + (inputs[k] as number)] as typeof zero, w))));
        }
        results[event * size + j] = acc;
      }
    }
    return { type: out, events, data: store(ar, results, out.elem.width) };
  });
}

/** The bias as the accumulator holds it: assigned to its type, or exact at so many fraction bits. */
function startOf(bias: TensorType | undefined, form: LinearForm, accum: ApFixed | number): bigint {
  if (bias === undefined || form.bias < 0) return 0n;
  const value = bias.range.lo[form.bias] ?? 0n;
  const frac = fraction(bias.elem);
  return typeof accum === "number" ? value << BigInt(accum - frac) : castMantissa(value, frac, accum);
}

/** Bits of the widest intermediate: an aligned product, and the sum of all of them. */
function neededBits({ x, weight }: LinearParts<IntTensor>, forms: readonly LinearForm[], out: TensorType): number {
  const product = castBits(productType(x.type.elem, weight.type.elem), out.elem);
  const most = forms.reduce((n, form) => Math.max(n, form.inputs.length), 1);
  return Math.max(product, out.elem.width) + bitLength(BigInt(most)) + 2;
}
