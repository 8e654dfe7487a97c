import { type Arith, castBits, type OverflowCount } from "../fixed/arith.js";
import { hull, type Interval, square } from "../fixed/interval.js";
import { type ApFixed, apFixed, bitLength, type FixedType, fixed, fraction, typeOfRange } from "../fixed/types.js";
import { accumulateRange, accumulatorBounds, partialSums } from "./accumulate.js";
import type { FoldDefinition } from "./definition.js";
import { fromRange, type TensorType } from "./tensor.js";

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
  const { lo, hi } = hull(
    forms.flatMap((form) => {
      const sums = partialSums(termRanges(x, form, rules));
      return [sums.lo, sums.hi];
    }),
  );
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

/** The definition of an op of such forms, in the type that `inferSums` gave. */
export function defineSums(x: TensorType, forms: readonly SumForm[], out: TensorType, rules: SumRules): FoldDefinition {
  const accum = accumulatorOf(x, forms, rules);
  const term = termType(x.elem, rules);
  const drop = fraction(term) - fraction(accum);
  const bits = Math.max(castBits(term, accum), accum.width + Math.max(0, drop), out.elem.width) + 2;
  const divides = forms.some(({ divisor }) => divisor !== 1);
  return {
    form: "fold",
    forms: forms.map(({ terms, divisor }) => ({
      inputs: terms,
      weights: terms,
      start: 0n,
      divisor: BigInt(divisor),
    })),
    weights: undefined,
    bits,
    acc: accumulatorBounds(
      forms.map((form) => ({ start: 0n, terms: termRanges(x, form, rules) })),
      drop,
      rules.accum,
    ),
    step: <T>(ar: Arith<T>, overflows?: OverflowCount) => {
      const add = adder(ar, drop, accum, rules, overflows);
      return rules.squares ? (acc: T, element: T) => add(acc, ar.mul(element, element)) : add;
    },
    finish: (ar) => (divides ? ar.quotient : (acc) => acc),
    sum: undefined,
  };
}

/** acc + term, where terms have `drop` more fraction bits than the accumulator. */
function adder<T>(
  ar: Arith<T>,
  drop: number,
  accum: ApFixed,
  rules: SumRules,
  overflows?: OverflowCount,
): (acc: T, term: T) => T {
  if (rules.accum === undefined) return (acc, term) => ar.add(acc, ar.shiftLeft(term, -drop));
  if (rules.castsTerms) {
    const castTerm = ar.caster(drop + fraction(accum), accum, overflows);
    const castSum = ar.caster(fraction(accum), accum, overflows);
    return (acc, term) => castSum(ar.add(acc, castTerm(term)));
  }
  const [upAcc, upTerm] = [Math.max(0, drop), Math.max(0, -drop)];
  const castSum = ar.caster(fraction(accum) + upAcc, accum, overflows);
  return (acc, term) => castSum(ar.add(ar.shiftLeft(acc, upAcc), ar.shiftLeft(term, upTerm)));
}
