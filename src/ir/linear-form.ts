import { castBits } from "../fixed/arith.js";
import { castMantissa } from "../fixed/cast.js";
import type { Interval } from "../fixed/interval.js";
import { type ApFixed, bitLength, fixed, fraction, productType } from "../fixed/types.js";
import { accumulateRange, accumulatorBounds } from "./accumulate.js";
import type { FoldDefinition } from "./definition.js";
import type { Strategy } from "./import.js";
import { fromRange, type TensorType } from "./tensor.js";

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

/** Operands of a linear layer and its accumulator (undefined: the exact sum). */
interface LinearParts {
  readonly x: TensorType;
  readonly weight: TensorType;
  readonly bias: TensorType | undefined;
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
export function inferLinear(parts: LinearParts, forms: readonly LinearForm[], shape: readonly number[]): TensorType {
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

function exactRange(parts: LinearParts, form: LinearForm, shift: number, start: bigint): Interval {
  let [lo, hi] = [0n, 0n];
  for (const product of productRanges(parts, form)) {
    lo += product.lo;
    hi += product.hi;
  }
  return { lo: start + (lo << BigInt(shift)), hi: start + (hi << BigInt(shift)) };
}

function* productRanges({ x, weight }: LinearParts, form: LinearForm): Generator<Interval> {
  for (let k = 0; k < form.inputs.length; k++) {
    const w = weight.range.lo[form.weights[k] ?? 0] ?? 0n;
    if (w === 0n) continue;
    const i = form.inputs[k] ?? 0;
    const a = (x.range.lo[i] ?? 0n) * w;
    const b = (x.range.hi[i] ?? 0n) * w;
    yield w > 0n ? { lo: a, hi: b } : { lo: b, hi: a };
  }
}

/** The definition of a layer of such forms, in the type that `inferLinear` gave. */
export function defineLinear(parts: LinearParts, forms: readonly LinearForm[], out: TensorType): FoldDefinition {
  const { x, weight, bias, accum } = parts;
  const productFraction = fraction(x.elem) + fraction(weight.elem);
  const outFraction = fraction(out.elem);
  const starts = forms.map((form) => startOf(bias, form, accum ?? outFraction));
  return {
    form: "fold",
    forms: forms.map(({ inputs, weights }, j) => ({ inputs, weights, start: starts[j] ?? 0n, divisor: 1n })),
    weights: weight.range.lo,
    bits: neededBits(parts, forms, out),
    // Only engines ask for it, and it costs as much as `inferLinear`.
    get acc() {
      const sums = forms.map((form, j) => ({ start: starts[j] ?? 0n, terms: productRanges(parts, form) }));
      return accumulatorBounds(sums, productFraction - outFraction, accum);
    },
    step: (ar, overflows) => {
      if (accum === undefined) {
        const up = outFraction - productFraction;
        return (acc, term, w) => ar.add(acc, ar.shiftLeft(ar.mul(term, w), up));
      }
      const toAccum = ar.caster(productFraction, accum, overflows);
      const settle = ar.caster(outFraction, accum, overflows);
      return (acc, term, w) => settle(ar.add(acc, toAccum(ar.mul(term, w))));
    },
    finish: () => (acc) => acc,
    sum: { productFraction, fraction: outFraction, accum },
  };
}

/** The bias as the accumulator holds it: assigned to its type, or exact at so many fraction bits. */
function startOf(bias: TensorType | undefined, form: LinearForm, accum: ApFixed | number): bigint {
  if (bias === undefined || form.bias < 0) return 0n;
  const value = bias.range.lo[form.bias] ?? 0n;
  const frac = fraction(bias.elem);
  return typeof accum === "number" ? value << BigInt(accum - frac) : castMantissa(value, frac, accum);
}

/** Bits of the widest intermediate: an aligned product, and the sum of all of them. */
function neededBits({ x, weight }: LinearParts, forms: readonly LinearForm[], out: TensorType): number {
  const product = castBits(productType(x.elem, weight.elem), out.elem);
  const most = forms.reduce((n, form) => Math.max(n, form.inputs.length), 1);
  return Math.max(product, out.elem.width) + bitLength(BigInt(most)) + 2;
}
