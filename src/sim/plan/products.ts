import { lowestHeld } from "../../fixed/cast.js";
import type { Interval } from "../../fixed/interval.js";
import { fraction, maxMantissa } from "../../fixed/types.js";
import type { FoldDefinition, FoldForm, ProductSum } from "../../ir/definition.js";
import { bounds, type Range, type TensorType } from "../../ir/tensor.js";
import { highHalf, lowHalf } from "../halves.js";
import type { MatrixStep } from "../step.js";
import { fitsSigned, storageOf } from "./storage.js";

/** How the sums of a linear layer may be formed in vector lanes. */
export interface ProductPlan {
  readonly mode: MatrixStep["mode"];
  /** Low bits that all weights have zero, and that are taken off them. */
  readonly taken: number;
  /** Bits dropped from each product of the weights without those bits ("truncated"). */
  readonly drop: number;
  /** Bounds of each sum that `finish` gets; 32 bits where only the remainder is right. */
  readonly sums: readonly Interval[];
  /** Left shift that brings a sum to the accumulator's binary point. */
  readonly up: number;
  /** Whether the accumulator's wrap still has to be done. */
  readonly wraps: boolean;
  /** The accumulator before the first term, for each form, in which what `OFFSET` takes off the inputs is made good. */
  readonly starts: readonly bigint[];
  readonly why: string;
}

const INT32: Interval = { lo: -(1n << 31n), hi: (1n << 31n) - 1n };

/** Taken off inputs in unsigned 16-bit rows, so that signed multiplications take them. */
const OFFSET = 1 << 15;

/** A linear layer as it is planned. */
interface Layer {
  readonly forms: readonly FoldForm[];
  readonly sum: ProductSum;
  readonly range: Range;
  /** Without their common zeros. */
  readonly weights: Float64Array;
  readonly taken: number;
  readonly offset: number;
  /** Whether overflows of the accumulator are counted, so that none may go by unseen. */
  readonly counts: boolean;
}

/**
 * The cheapest way that gives the accumulator's bits, or undefined where the products must be added one after the other:
 * a saturating or rounding accumulator that may meet its limits, or operands beyond 16 bits.
 */
export function planProducts(definition: FoldDefinition, x: TensorType, counts: boolean): ProductPlan | undefined {
  const { forms, sum, weights } = definition;
  if (sum === undefined || weights === undefined) return undefined;
  const storage = storageOf(bounds(x.range));
  if (storage === undefined || storage.bits > 16 || !weights.every((w) => fitsSigned({ lo: w, hi: w }, 16)))
    return undefined;
  const taken = commonZeros(weights);
  const values = Float64Array.from(weights, (w) => Number(w >> BigInt(taken)));
  const offset = storage.bits === 16 && !storage.signed ? OFFSET : 0;
  const layer = { forms, sum, range: x.range, weights: values, taken, offset, counts };
  const drop = sum.accum === undefined ? 0 : sum.productFraction - taken - fraction(sum.accum);
  return drop > 0 ? truncated(layer, drop) : exact(layer);
}

function exact(layer: Layer): ProductPlan | undefined {
  const { counts, offset, sum, taken, weights } = layer;
  const up = sum.fraction - (sum.productFraction - taken);
  const free = neverOverflows(sum, sumBounds(layer, weights, 0), up);
  if (!free && (counts || !wrapsPlainly(sum))) return undefined;
  const plan = { taken, drop: 0, up, wraps: !free, starts: startsOf(layer, (total) => total << BigInt(up)) };
  const all = sumBounds(layer, weights, offset).hull;
  const fits = fitsSigned(all, 32);
  if (fits || (!free && (sum.accum?.width ?? 64) - up <= 32)) {
    const why = fits ? "every sum of products fits 32 bits" : "sums of products are wanted modulo 2^32";
    return { ...plan, mode: "pairs", sums: [fits ? all : INT32], why };
  }
  const halves = [highHalf, lowHalf].map(
    (half) =>
      sumBounds(
        layer,
        weights.map((w) => half(w)),
        offset,
      ).hull,
  );
  if (!halves.every((range) => fitsSigned(range, 32))) return undefined;
  const why = "sums of products need more than 32 bits: weights are split into 256 · high + low";
  return { ...plan, mode: "halves", sums: halves, why };
}

function truncated(layer: Layer, drop: number): ProductPlan | undefined {
  const { counts, offset, sum, taken, weights } = layer;
  // What the offset adds to a product must be whole after the truncation.
  if (sum.accum?.rounding !== "TRN" || drop > (offset === 0 ? 31 : 15)) return undefined;
  const floor = (product: number): number => Math.floor(product / 2 ** drop);
  const free = neverOverflows(sum, sumBounds(layer, weights, 0, floor), 0);
  if (!free && (counts || !wrapsPlainly(sum))) return undefined;
  const all = sumBounds(layer, weights, offset, floor).hull;
  const fits = free && fitsSigned(all, 32);
  if (!fits && (free || sum.accum.width > 32)) return undefined;
  const why = `each product is truncated by ${drop} bits before the add${fits ? "" : "; sums are wanted modulo 2^32"}`;
  const starts = startsOf(layer, (total) => total >> BigInt(drop));
  return { mode: "truncated", taken, drop, up: 0, wraps: !free, sums: [fits ? all : INT32], starts, why };
}

function startsOf({ forms, offset, weights }: Layer, scaled: (total: bigint) => bigint): readonly bigint[] {
  if (offset === 0) return forms.map(({ start }) => start);
  return forms.map(({ start, weights: places }) => {
    const total = places.reduce((sum, place) => sum + (weights[place] ?? 0), 0);
    return start + scaled(BigInt(total) * BigInt(offset));
  });
}

type Sums = ReturnType<typeof sumBounds>;

/** Bounds of all sums of any of the products of a form, and of any one product; doubles are exact here. */
function sumBounds(
  { forms, range }: Layer,
  weights: Float64Array,
  offset: number,
  each: (product: number) => number = (product) => product,
): { readonly hull: Interval; readonly starts: Interval; readonly product: Interval } {
  const ends = (values: readonly bigint[]) => Float64Array.from(values, (value) => Number(value) - offset);
  const [xLo, xHi] = [ends(range.lo), ends(range.hi)];
  let [lo, hi, least, most] = [0, 0, 0, 0];
  const first = { lo: 0n, hi: 0n };
  for (const { inputs, weights: places, start } of forms) {
    let [low, high] = [0, 0];
    for (let k = 0; k < inputs.length; k++) {
      const w = weights[places[k] as number] as number;
      const [a, b] = [each(w * (xLo[inputs[k] as number] as number)), each(w * (xHi[inputs[k] as number] as number))];
      const [smaller, larger] = a < b ? [a, b] : [b, a];
      if (smaller < 0) low += smaller;
      if (larger > 0) high += larger;
      if (smaller < least) least = smaller;
      if (larger > most) most = larger;
    }
    if (low < lo) lo = low;
    if (high > hi) hi = high;
    if (start < first.lo) first.lo = start;
    if (start > first.hi) first.hi = start;
  }
  const interval = (a: number, b: number): Interval => ({ lo: BigInt(a), hi: BigInt(b) });
  return { hull: interval(lo, hi), starts: first, product: interval(least, most) };
}

/** Whether no product and no sum, added in whatever order, leaves what the accumulator holds. */
function neverOverflows({ accum }: ProductSum, { hull, starts, product }: Sums, up: number): boolean {
  if (accum === undefined) return true;
  const shift = BigInt(up);
  const holds = (lo: bigint, hi: bigint): boolean => lo >= lowestHeld(accum) && hi <= maxMantissa(accum);
  return (
    holds((hull.lo << shift) + starts.lo, (hull.hi << shift) + starts.hi) &&
    holds(product.lo << shift, product.hi << shift)
  );
}

function wrapsPlainly({ accum }: ProductSum): boolean {
  return accum === undefined || (accum.overflow === "WRAP" && accum.wrapBits === 0);
}

/** Low bits that are zero in all of them. */
function commonZeros(weights: readonly bigint[]): number {
  const bits = weights.reduce((all, w) => all | w, 0n);
  return bits === 0n ? 0 : (bits & -bits).toString(2).length - 1;
}
