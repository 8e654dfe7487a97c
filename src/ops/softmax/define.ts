import { type Arith, castBits, type OverflowCount } from "../../fixed/arith.js";
import { castMantissa } from "../../fixed/cast.js";
import { hull, multiply } from "../../fixed/interval.js";
import { differenceType, type FixedType, fixed, fraction } from "../../fixed/types.js";
import { castRange } from "../../ir/cast.js";
import type { MapDefinition } from "../../ir/definition.js";
import type { SoftmaxArgmax, SoftmaxTables } from "../../ir/import.js";
import { positionBits, tableReader } from "../../ir/table.js";
import { fromRange, sizeOf, type TensorType } from "../../ir/tensor.js";
import { assertNever, must } from "../../support/errors.js";
import type { SoftmaxAttrs } from "./index.js";

/** The whole range that the tables allow, whatever the input. */
export function inferSoftmax({ tables }: SoftmaxAttrs, { shape }: TensorType): TensorType {
  const all = (frac: number, lo: bigint, hi: bigint): TensorType => {
    const size = sizeOf(shape);
    return fromRange(shape, frac, { lo: new Array<bigint>(size).fill(lo), hi: new Array<bigint>(size).fill(hi) });
  };
  if (tables.implementation === "argmax") return all(0, 0n, 1n);
  const { exp, accum, inverse } = tables;
  const inverses = hull(inverse.table.type.range.lo);
  const inverseFraction = fraction(inverse.table.type.elem);
  if (tables.implementation === "legacy") return all(inverseFraction, inverses.lo, inverses.hi);
  const entries = exp.table.type.range;
  const terms = castRange(entries, fraction(exp.table.type.elem), accum);
  const { lo, hi } = multiply(hull([...terms.lo, ...terms.hi]), inverses);
  return all(fraction(accum) + inverseFraction, lo, hi);
}

/** Every slice through the implementation that the tables are for. */
export function defineSoftmax(attrs: SoftmaxAttrs, { elem }: TensorType, out: TensorType): MapDefinition {
  const { outer, length, inner, tables } = attrs;
  const places = Array.from({ length }, (_, i) =>
    Int32Array.from(
      { length: outer * inner },
      (_, slice) => (Math.floor(slice / inner) * length + i) * inner + (slice % inner),
    ),
  );
  return {
    form: "map",
    count: outer * inner,
    reads: places.map((at) => ({ operand: 0, at })),
    writes: places,
    bits: Math.max(out.elem.width, neededBits(tables, elem)),
    define: (ar, overflows) => sliceFunction(ar, tables, fraction(elem), overflows),
  };
}

/** One slice's mantissas from those of the input, which have `frac` fraction bits. */
function sliceFunction<T>(
  ar: Arith<T>,
  tables: SoftmaxTables | SoftmaxArgmax,
  frac: number,
  overflows?: OverflowCount,
): (x: readonly T[]) => T[] {
  switch (tables.implementation) {
    case "argmax":
      return (x) => markMaximum(ar, x);
    case "legacy":
      return legacy(ar, tables, frac, overflows);
    case "stable":
    case "latency":
      return ratios(ar, tables, frac, overflows);
    default:
      return assertNever(tables, "softmax implementation");
  }
}

/** 1 in the first place that holds the maximum, 0 elsewhere. */
function markMaximum<T>(ar: Arith<T>, x: readonly T[]): T[] {
  const [zero, one] = [ar.of(0n), ar.of(1n)];
  const most = x.reduce((a, b) => ar.max(a, b));
  let unmarked = one;
  return x.map((value) => {
    const mark = ar.select(value, most, zero, unmarked);
    unmarked = ar.sub(unmarked, mark);
    return mark;
  });
}

/**
 * y_i = e_i · inverse[sum of e], e_i = exp[d_i]. For "latency" d_i = x_i; for "stable" the difference to the maximum:
 * max - x_i in an unsigned difference type, x_i - max in a signed one.
 */
function ratios<T>(
  ar: Arith<T>,
  tables: SoftmaxTables,
  frac: number,
  overflows?: OverflowCount,
): (x: readonly T[]) => T[] {
  const { term, settle, inverseOf } = steps(ar, tables, frac, overflows);
  const sum = (terms: readonly T[]): T => {
    if (terms.length === 1) return must(terms[0], "term");
    const left = 2 ** Math.floor(Math.log2(terms.length - 1));
    return settle(ar.add(sum(terms.slice(0, left)), sum(terms.slice(left))));
  };
  return (x) => {
    const max = x.reduce((a, b) => ar.max(a, b));
    const argument = (value: T): T => {
      if (tables.implementation === "latency") return value;
      return tables.difference.signed ? ar.sub(value, max) : ar.sub(max, value);
    };
    const terms = x.map((value) => term(argument(value)));
    const factor = inverseOf(sum(terms));
    return terms.map((term) => ar.mul(term, factor));
  };
}

/** y_i = inverse[a_i], where a_i sums exp[x_j - x_i] over j in order, and 1 in place of j = i. */
function legacy<T>(
  ar: Arith<T>,
  tables: SoftmaxTables,
  frac: number,
  overflows?: OverflowCount,
): (x: readonly T[]) => T[] {
  const { term, settle, inverseOf } = steps(ar, tables, frac, overflows);
  const [zero, one] = [ar.of(0n), ar.of(castMantissa(1n, 0, tables.accum))];
  return (x) =>
    x.map((own, i) => {
      const termOf = (value: T, j: number): T => (i === j ? one : term(ar.sub(value, own)));
      return inverseOf(x.reduce<T>((acc, value, j) => settle(ar.add(acc, termOf(value, j))), zero));
    });
}

/** What the forms have in common: a difference as a term of the sum, a sum settled in `accum`, a sum's reciprocal. */
function steps<T>(ar: Arith<T>, tables: SoftmaxTables, frac: number, overflows?: OverflowCount) {
  const { difference, exp, accum, inverseInput, inverse } = tables;
  const toDifference = ar.caster(frac, difference, overflows);
  const toAccum = ar.caster(fraction(exp.table.type.elem), accum, overflows);
  const toInverseInput = ar.caster(fraction(accum), inverseInput, overflows);
  const [expOf, reciprocalOf] = [tableReader(ar, exp), tableReader(ar, inverse)];
  return {
    term: (value: T): T => toAccum(expOf(toDifference(value))),
    settle: ar.caster(fraction(accum), accum, overflows),
    inverseOf: (sum: T): T => reciprocalOf(toInverseInput(sum)),
  };
}

/** Bits of the widest intermediate. */
function neededBits(tables: SoftmaxTables | SoftmaxArgmax, x: FixedType): number {
  if (tables.implementation === "argmax") return x.width;
  const { difference, exp, accum, inverseInput, inverse } = tables;
  const entry = exp.table.type.elem;
  return Math.max(
    castBits(differenceType(x, x), difference),
    positionBits(exp.index, difference.width),
    castBits(entry, accum),
    castBits(fixed(true, accum.width + 1, accum.int + 1), inverseInput) + 1,
    positionBits(inverse.index, inverseInput.width),
    accum.width + inverse.table.type.elem.width,
  );
}
