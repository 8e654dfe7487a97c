import { type OverflowCount, store, withArith } from "../fixed/arith.js";
import { applyOverflow, castMantissa, roundShift } from "../fixed/cast.js";
import { type ApFixed, bitLength, fraction, maxMantissa, minMantissa } from "../fixed/types.js";
import { must } from "../support/errors.js";
import type { Strategy } from "./import.js";
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
  const lo: bigint[] = [];
  const hi: bigint[] = [];
  for (const form of forms) {
    const range = parts.accum === undefined ? exactRange(parts, form) : accumulatedRange(parts, parts.accum, form);
    lo.push(range.lo);
    hi.push(range.hi);
  }
  if (parts.accum === undefined) return fromRange(shape, exactFraction(parts), { lo, hi });
  return { shape, elem: parts.accum, range: { lo, hi } };
}

function exactFraction({ x, weight, bias }: LinearParts<TensorType>): number {
  const product = fraction(x.elem) + fraction(weight.elem);
  return bias === undefined ? product : Math.max(product, fraction(bias.elem));
}

function exactRange(parts: LinearParts<TensorType>, form: LinearForm): { lo: bigint; hi: bigint } {
  const frac = exactFraction(parts);
  const shift = BigInt(frac - fraction(parts.x.elem) - fraction(parts.weight.elem));
  let lo = 0n;
  let hi = 0n;
  for (const product of productRanges(parts, form)) {
    lo += product.lo << shift;
    hi += product.hi << shift;
  }
  const bias = biasOf(parts, form, frac);
  return { lo: lo + bias, hi: hi + bias };
}

function biasOf({ bias }: LinearParts<TensorType>, form: LinearForm, frac: number): bigint {
  if (bias === undefined || form.bias < 0) return 0n;
  return (bias.range.lo[form.bias] ?? 0n) << BigInt(frac - fraction(bias.elem));
}

function* productRanges(
  { x, weight }: LinearParts<TensorType>,
  form: LinearForm,
): Generator<{ lo: bigint; hi: bigint }> {
  for (let k = 0; k < form.inputs.length; k++) {
    const w = weight.range.lo[form.weights[k] ?? 0] ?? 0n;
    if (w === 0n) continue;
    const i = form.inputs[k] ?? 0;
    const a = (x.range.lo[i] ?? 0n) * w;
    const b = (x.range.hi[i] ?? 0n) * w;
    yield w > 0n ? { lo: a, hi: b } : { lo: b, hi: a };
  }
}

/** Bounds of a sum kept in an accumulator: wraps cancel where the final sum fits; saturation is followed step by step. */
function accumulatedRange(
  parts: LinearParts<TensorType>,
  accum: ApFixed,
  form: LinearForm,
): { lo: bigint; hi: bigint } {
  const full = { lo: minMantissa(accum), hi: maxMantissa(accum) };
  const fits = (v: bigint): boolean => v >= full.lo && v <= full.hi;
  const saturates = accum.overflow === "SAT" || accum.overflow === "SAT_SYM";
  const settle = (v: bigint): bigint => (saturates ? applyOverflow(v, accum) : v);
  const drop = fraction(parts.x.elem) + fraction(parts.weight.elem) - fraction(accum);
  const start =
    parts.bias === undefined || form.bias < 0
      ? 0n
      : castMantissa(parts.bias.range.lo[form.bias] ?? 0n, fraction(parts.bias.elem), accum);
  let [lo, hi, safe] = [start, start, true];
  for (const product of productRanges(parts, form)) {
    lo = settle(lo + settle(roundShift(product.lo, drop, accum.rounding)));
    hi = settle(hi + settle(roundShift(product.hi, drop, accum.rounding)));
    safe &&= accum.overflow === "WRAP" || (fits(lo) && fits(hi));
  }
  const wrapsCleanly = accum.overflow !== "WRAP" || accum.wrapBits === 0;
  return safe && wrapsCleanly && fits(lo) && fits(hi) ? { lo, hi } : full;
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
    const starts = forms.map((form) => ar.of(startOf(bias, form, out, accum)));
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

function startOf(bias: IntTensor | undefined, form: LinearForm, out: TensorType, accum: ApFixed | undefined): bigint {
  if (bias === undefined || form.bias < 0) return 0n;
  const value = bias.type.range.lo[form.bias] ?? 0n;
  const frac = fraction(bias.type.elem);
  return accum === undefined ? value << BigInt(fraction(out.elem) - frac) : castMantissa(value, frac, accum);
}

/** Bits of the widest intermediate: an aligned product, and the sum of all of them. */
function neededBits(
  { x, weight, accum }: LinearParts<IntTensor>,
  forms: readonly LinearForm[],
  out: TensorType,
): number {
  const product = x.type.elem.width + weight.type.elem.width;
  const shift = Math.max(0, fraction(out.elem) - fraction(x.type.elem) - fraction(weight.type.elem));
  const most = forms.reduce((n, form) => Math.max(n, form.inputs.length), 1);
  const sum = accum === undefined ? product + shift + bitLength(BigInt(most)) : accum.width;
  return Math.max(product + shift, sum, out.elem.width) + 2;
}
