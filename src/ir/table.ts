import { type Arith, withArith } from "../fixed/arith.js";
import { hull, type Interval } from "../fixed/interval.js";
import { apFixed, bitLength, type FixedType } from "../fixed/types.js";
import type { TableIndex, TableLookup } from "./import.js";
import type { Choice, HlsField } from "./op.js";

/** The entry, or what `entries` has in its place, that a mantissa selects. */
export function tableReader<T>(
  ar: Arith<T>,
  { index, table }: TableLookup,
  entries = table.type.range.lo,
): (mantissa: T) => T {
  const position = tablePosition(ar, index, entries.length);
  const entry = ar.table(entries);
  return (mantissa) => entry(position(mantissa));
}

/** The position in a table of `size` entries that a mantissa selects; see `TableIndex`. */
function tablePosition<T>(ar: Arith<T>, index: TableIndex, size: number): (mantissa: T) => T {
  const { shift, wrapTo } = index;
  const multiplier = ar.of(BigInt(index.multiplier));
  const unit = ar.of(1n << BigInt(Math.max(0, shift)));
  const [offset, first, last] = [ar.of(BigInt(index.offset)), ar.of(0n), ar.of(BigInt(size - 1))];
  const wrapped = (m: T): T => (wrapTo === undefined ? m : ar.sub(m, ar.shiftLeft(ar.shiftRight(m, wrapTo), wrapTo)));
  return (mantissa) => {
    const product = ar.shiftLeft(ar.mul(wrapped(mantissa), multiplier), Math.max(0, -shift));
    const quotient =
      index.divide === "toward-zero" ? ar.quotient(product, unit) : ar.shiftRight(product, Math.max(0, shift));
    return ar.min(ar.max(ar.add(quotient, offset), first), last);
  };
}

/** Bits, sign included, of the widest intermediate of a table's position for mantissas of `width` bits. */
export function positionBits({ multiplier, shift, offset }: TableIndex, width: number): number {
  const product = width + bitLength(BigInt(Math.abs(multiplier))) + Math.max(0, -shift);
  return Math.max(product, bitLength(BigInt(Math.abs(offset)))) + 2;
}

/** Least and greatest entry that mantissas in [lo, hi] can select. */
export function reachableEntries({ index, table }: TableLookup, lo: bigint, hi: bigint): Interval {
  const entries = table.type.range.lo;
  const position = withArith(Number.POSITIVE_INFINITY, (ar) => {
    const select = tablePosition(ar, index, entries.length);
    return (m: bigint) => Number(ar.big(select(ar.of(m))));
  });
  const wraps = index.wrapTo !== undefined && lo >> BigInt(index.wrapTo) !== hi >> BigInt(index.wrapTo);
  const ends = wraps ? [0, entries.length - 1] : [position(lo), position(hi)];
  return hull(entries.slice(Math.min(...ends), Math.max(...ends) + 1));
}

/** Config fields by which the kernel `table_index` finds entries for mantissas of type `elem`; names start with `prefix`. */
export function indexFields(
  prefix: string,
  { index, table }: TableLookup,
  elem: FixedType,
): Readonly<Record<string, HlsField>> {
  const { multiplier, shift, offset, divide, wrapTo } = index;
  const mantissa = wrapTo === undefined ? elem : { signed: false, width: wrapTo };
  const quotientWidth = Math.max(2, mantissa.width + bitLength(BigInt(Math.abs(multiplier))) + 2 - shift);
  return {
    [`${prefix}mantissa_t`]: apFixed({ ...mantissa, int: mantissa.width - shift }),
    [`${prefix}quotient_t`]: apFixed(
      { signed: true, width: quotientWidth, int: quotientWidth },
      divide === "floor" ? "TRN" : "TRN_ZERO",
    ),
    [`${prefix}multiplier`]: multiplier,
    [`${prefix}offset`]: offset,
    [`${prefix}size`]: table.type.shape[0] ?? 1,
  };
}

/** A random table and a way into it that mantissas of type `elem` reach to a good part. */
export function arbitraryLookup(choose: Choice, elem: FixedType, entries: FixedType): TableLookup {
  const size = choose.int(1, 40);
  const multiplier = choose.pick([1, 1, 3, size]);
  const spread = elem.width + bitLength(BigInt(multiplier)) - bitLength(BigInt(size));
  const index: TableIndex = {
    multiplier,
    shift: spread + choose.int(-2, 2),
    offset: choose.pick([0, size >> 1, choose.int(-size, size)]),
    divide: choose.pick(["toward-zero", "floor"]),
    ...(choose.int(0, 3) === 0 ? { wrapTo: choose.int(1, elem.width) } : {}),
  };
  return { index, table: choose.constant([size], entries) };
}
