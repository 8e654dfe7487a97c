import { castBits, type OverflowCount, store, withArith } from "../fixed/arith.js";
import { applyOverflow, roundShift } from "../fixed/cast.js";
import { type ApFixed, fraction, maxMantissa, minMantissa } from "../fixed/types.js";
import type { IntTensor, Range, TensorType } from "./tensor.js";

/** Type and proven range of a tensor after each element is assigned to `to`. */
export function castType(type: TensorType, to: ApFixed): TensorType {
  const elem = { signed: to.signed, width: to.width, int: to.int };
  return { shape: type.shape, elem, range: castRange(type.range, fraction(type.elem), to) };
}

/** Bounds of mantissas with `fromFraction` fraction bits after each is assigned to `to`. */
export function castRange(range: Range, fromFraction: number, to: ApFixed): Range {
  const drop = fromFraction - fraction(to);
  const ends = range.lo.map((low, i) =>
    settle(roundShift(low, drop, to.rounding), roundShift(range.hi[i] ?? low, drop, to.rounding), to),
  );
  return { lo: ends.map((end) => end.lo), hi: ends.map((end) => end.hi) };
}

function settle(lo: bigint, hi: bigint, to: ApFixed): { lo: bigint; hi: bigint } {
  const [low, high] = [applyOverflow(lo, to), applyOverflow(hi, to)];
  const monotone = to.overflow === "SAT" || to.overflow === "SAT_SYM" || lo === hi;
  if (monotone || (low === lo && high === hi)) return { lo: low, hi: high };
  return { lo: minMantissa(to), hi: maxMantissa(to) };
}

/** A tensor after each element is assigned to `to`; `overflows` counts the elements that did not fit. */
export function castTensor(tensor: IntTensor, to: ApFixed, overflows?: OverflowCount): IntTensor {
  const { elem } = tensor.type;
  const data = withArith(castBits(elem, to), (ar) => {
    const cast = ar.caster(fraction(elem), to, overflows);
    const source = ar.read(tensor.data);
    const out = ar.array(source.length);
    for (let i = 0; i < out.length; i++) out[i] = cast(source[i] as (typeof out)[number]);
    return store(ar, out, to.width);
  });
  return { type: castType(tensor.type, to), events: tensor.events, data };
}
