import { divide, type Interval, multiply, square } from "../../fixed/interval.js";
import { type FixedType, fraction } from "../../fixed/types.js";
import { broadcastIndex, broadcastShape } from "../../ir/broadcast.js";
import { fromRange, type TensorType } from "../../ir/tensor.js";
import { assertNever, must } from "../../support/errors.js";
import { dividendShift, type MergeAttrs, type MergeFunction, quotientFraction } from "./function.js";

/** Smallest type of the op's fraction bits that holds every value; without `b` both operands are the same value. */
export function inferMerge(attrs: MergeAttrs, a: TensorType, b: TensorType | undefined): TensorType {
  const second = b ?? a;
  const shape = must(broadcastShape(a.shape, second.shape), "broadcast shape");
  const [fa, fb] = [fraction(a.elem), fraction(second.elem)];
  const common = Math.max(fa, fb);
  const [ia, ib] = [broadcastIndex(a.shape, shape), broadcastIndex(second.shape, shape)];
  const at = (type: TensorType, index: number, shift: number): Interval => ({
    lo: (type.range.lo[index] ?? 0n) << BigInt(shift),
    hi: (type.range.hi[index] ?? 0n) << BigInt(shift),
  });
  const combine = (i: number): Interval => {
    const [p, q] = [ia[i] ?? 0, ib[i] ?? 0];
    if (attrs.fn === "mul") return b === undefined ? square(at(a, p, 0)) : multiply(at(a, p, 0), at(second, q, 0));
    if (attrs.fn === "div") return divide(at(a, p, dividendShift(second.elem, attrs.widen)), at(second, q, 0));
    return aligned(attrs.fn, at(a, p, common - fa), at(second, q, common - fb));
  };
  const ends = Array.from(ia, (_, i) => combine(i));
  return fromRange(shape, fractionOf(attrs, a.elem, second.elem), {
    lo: ends.map(({ lo }) => lo),
    hi: ends.map(({ hi }) => hi),
  });
}

function fractionOf(attrs: MergeAttrs, a: FixedType, b: FixedType): number {
  if (attrs.fn === "mul") return fraction(a) + fraction(b);
  return attrs.fn === "div" ? quotientFraction(a, b, attrs.widen) : Math.max(fraction(a), fraction(b));
}

function aligned(fn: Exclude<MergeFunction, "mul" | "div">, a: Interval, b: Interval): Interval {
  switch (fn) {
    case "add":
      return { lo: a.lo + b.lo, hi: a.hi + b.hi };
    case "sub":
      return { lo: a.lo - b.hi, hi: a.hi - b.lo };
    case "max":
      return { lo: a.lo > b.lo ? a.lo : b.lo, hi: a.hi > b.hi ? a.hi : b.hi };
    case "min":
      return { lo: a.lo < b.lo ? a.lo : b.lo, hi: a.hi < b.hi ? a.hi : b.hi };
    default:
      return assertNever(fn, "merge function");
  }
}
