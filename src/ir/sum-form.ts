import { castBits, type OverflowCount, store, withArith } from "../fixed/arith.js";
import { type ApFixed, apFixed, bitLength, type FixedType, fixed, fraction, typeOfRange } from "../fixed/types.js";
import { must } from "../support/errors.js";
import { accumulateRange } from "./accumulate.js";
import { type Interval, square } from "../fixed/interval.js";
import { eventStride, fromRange, type IntTensor, type TensorType } from "./tensor.js";

/** One output element: elements of the input, added in this order, their sum divided by an integer. */
export interface SumForm {
  readonly terms: Int32Array;
  readonly divisor: number;
}

/**
 * How the forms are added. Without an accumulator the sum is exact and kept at ceil(log2(divisor)) more fraction bits,
 * so that powers of two divide exactly. The quotient is truncated toward zero at the accumulator's last bit.
 */
export interface SumRules {
  readonly accum: ApFixed | undefined;
  /** Whether each term is assigned to the accumulator's type before the add, or only the sum after it. */
  readonly castsTerms: boolean;
  /** Whether the terms are the elements' squares. */
  readonly squares: boolean;
}

/** Type of the accumulator: the one named, or one that every partial sum of every form fits. */
export function accumulatorOf(x: TensorType, forms: readonly SumForm[], rules: SumRules): ApFixed {
  if (rules.accum !== undefined) return rules.accum;
  const extra = forms.reduce((most, { divisor }) => Math.max(most, bitLength(BigInt(divisor - 1))), 0);
  let [lo, hi] = [0n, 0n];
  for (const form of forms) {
    let [least, most] = [0n, 0n];
    for (const term of termRanges(x, form, rules)) {
      if (term.lo < 0n) least += term.lo;
      if (term.hi > 0n) most += term.hi;
    }
    if (least < lo) lo = least;
    if (most > hi) hi = most;
  }
  return apFixed(typeOfRange(lo << BigInt(extra), hi << BigInt(extra), fraction(termType(x.elem, rules)) + extra));
}

function termType(x: FixedType, { squares }: SumRules): FixedType {
  return squares ? fixed(x.signed, 2 * x.width, 2 * x.int) : x;
}

function termRanges({ range }: TensorType, { terms }: SumForm, { squares }: SumRules): Interval[] {
  return Array.from(terms, (i) => {
    const element = { lo: range.lo[i] ?? 0n, hi: range.hi[i] ?? 0n };
    return squares ? square(element) : element;
  });
}

export function inferSums(
  x: TensorType,
  forms: readonly SumForm[],
  shape: readonly number[],
  rules: SumRules,
): TensorType {
  const accum = accumulatorOf(x, forms, rules);
  const accumulation = { accum, fraction: fraction(termType(x.elem, rules)), castsTerms: rules.castsTerms };
  const ends = forms.map((form) => {
    const sum = accumulateRange(accumulation, 0n, termRanges(x, form, rules));
    return { lo: sum.lo / BigInt(form.divisor), hi: sum.hi / BigInt(form.divisor) };
  });
  const range = { lo: ends.map(({ lo }) => lo), hi: ends.map(({ hi }) => hi) };
  if (rules.accum === undefined) return fromRange(shape, fraction(accum), range);
  return { shape, elem: fixed(accum.signed, accum.width, accum.int), range };
}

/** The forms' values for all events, in the type that `inferSums` gave. */
export function evaluateSums(
  x: IntTensor,
  forms: readonly SumForm[],
  out: TensorType,
  rules: SumRules,
  overflows?: OverflowCount,
): IntTensor {
  const accum = accumulatorOf(x.type, forms, rules);
  const term = termType(x.type.elem, rules);
  const common = rules.castsTerms ? fraction(accum) : Math.max(fraction(accum), fraction(term));
  const [upTerm, upSum] = [common - fraction(term), common - fraction(accum)];
  const bits =
    Math.max(castBits(term, accum), term.width + Math.max(0, upTerm), accum.width + upSum, out.elem.width) + 2;
  const data = withArith(bits, (ar) => {
    const castTerm = rules.castsTerms
      ? ar.caster(fraction(term), accum, overflows)
      : (value: typeof zero) => ar.shiftLeft(value, upTerm);
    const castSum = ar.caster(common, accum, overflows);
    const zero = ar.of(0n);
    const elements = ar.read(x.data);
    const results = ar.array(x.events * forms.length);
    const divisors = forms.map(({ divisor }) => ar.of(BigInt(divisor)));
    for (let event = 0; event < x.events; event++)
      for (const [o, { terms }] of forms.entries()) {
        let acc = zero;
        for (const i of terms) {
          const element = elements[event * eventStride(x) + i] as typeof zero;
          const added = castTerm(rules.squares ? ar.mul(element, element) : element);
          acc = castSum(ar.add(ar.shiftLeft(acc, upSum), added));
        }
        results[event * forms.length + o] = ar.quotient(acc, must(divisors[o], "divisor"));
      }
    return store(ar, results, out.elem.width);
  });
  return { type: out, events: x.events, data };
}
