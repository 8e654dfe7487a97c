import type { Interval } from "../../fixed/interval.js";
import { lowestHeld } from "../../fixed/cast.js";
import { fraction, maxMantissa } from "../../fixed/types.js";
import type { FoldDefinition, FoldForm, ProductSum } from "../../ir/definition.js";
import { bounds, type TensorType } from "../../ir/tensor.js";
import type { MatrixStep } from "../step.js";
import { fitsSigned } from "./storage.js";

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
  readonly why: string;
}

const INT32: Interval = { lo: -(1n << 31n), hi: (1n << 31n) - 1n };
/** Weights are split into halves below this bit. */
const HALF_BITS = 8;

type Sums = NonNullable<ReturnType<typeof sumBounds>>;

/**
 * The cheapest way that gives the accumulator's bits, or undefined where the products must be added one after the other:
 * a saturating or rounding accumulator that may meet its limits, or operands beyond 16 bits. With `counts`, overflows of
 * the accumulator must be seen, so that there may be none.
 */
export function planProducts(definition: FoldDefinition, x: TensorType, counts: boolean): ProductPlan | undefined {
  const { sum, weights } = definition;
  if (sum === undefined || weights === undefined) return undefined;
  if (!weights.every((w) => fitsSigned({ lo: w, hi: w }, 16)) || !fitsSigned(bounds(x.range), 16)) return undefined;
  const taken = commonZeros(weights);
  const values = Float64Array.from(weights, (w) => Number(w >> BigInt(taken)));
  const drop = sum.accum === undefined ? 0 : sum.productFraction - taken - fraction(sum.accum);
  if (drop > 0) return truncated(definition, sum, x, values, taken, drop, counts);
  return exact(definition, sum, x, values, taken, counts);
}

function exact(
  { forms }: FoldDefinition,
  sum: ProductSum,
  x: TensorType,
  weights: Float64Array,
  taken: number,
  counts: boolean,
): ProductPlan | undefined {
  const all = sumBounds(forms, x, weights, (product) => product);
  const up = sum.fraction - (sum.productFraction - taken);
  const free = neverOverflows(sum, all, up);
  if (!free && (counts || !wrapsPlainly(sum))) return undefined;
  const plan = { taken, drop: 0, up, wraps: !free };
  const fits = fitsSigned(all.hull, 32);
  if (fits || (!free && (sum.accum?.width ?? 64) - up <= 32)) {
    const why = fits ? "every sum of products fits 32 bits" : "sums of products are wanted modulo 2^32";
    return { ...plan, mode: "pairs", sums: [fits ? all.hull : INT32], why };
  }
  const high = sumBounds(forms, x, weights.map(highHalf), (product) => product);
  const low = sumBounds(forms, x, weights.map(lowHalf), (product) => product);
  if (!fitsSigned(high.hull, 32) || !fitsSigned(low.hull, 32)) return undefined;
  const why = "sums of products need more than 32 bits: weights are split into 256 · high + low";
  return { ...plan, mode: "halves", sums: [high.hull, low.hull], why };
}

function truncated(
  { forms }: FoldDefinition,
  sum: ProductSum,
  x: TensorType,
  weights: Float64Array,
  taken: number,
  drop: number,
  counts: boolean,
): ProductPlan | undefined {
  if (sum.accum?.rounding !== "TRN" || drop > 31) return undefined;
  const all = sumBounds(forms, x, weights, (product) => Math.floor(product / 2 ** drop));
  const free = neverOverflows(sum, all, 0);
  if (!free && (counts || !wrapsPlainly(sum))) return undefined;
  const fits = free && fitsSigned(all.hull, 32);
  if (!fits && (free || sum.accum.width > 32)) return undefined;
  const why = `each product is truncated by ${drop} bits before the add${fits ? "" : "; sums are wanted modulo 2^32"}`;
  return { mode: "truncated", taken, drop, up: 0, wraps: !free, sums: [fits ? all.hull : INT32], why };
}

/** w = 256 · high + low with low in [-128, 127]. */
function lowHalf(w: number): number {
  return w - (highHalf(w) << HALF_BITS);
}

function highHalf(w: number): number {
  return (w + 128) >> HALF_BITS;
}

/** Bounds of all sums of any of the products of a form, and of any one product; doubles are exact here. */
function sumBounds(
  forms: readonly FoldForm[],
  { range }: TensorType,
  weights: Float64Array,
  each: (product: number) => number,
): { readonly hull: Interval; readonly starts: Interval; readonly product: Interval } {
  const [xLo, xHi] = [Float64Array.from(range.lo, Number), Float64Array.from(range.hi, Number)];
  let [lo, hi, least, most] = [0, 0, 0, 0];
  const ends = { lo: 0n, hi: 0n };
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
    if (start < ends.lo) ends.lo = start;
    if (start > ends.hi) ends.hi = start;
  }
  const interval = (a: number, b: number): Interval => ({ lo: BigInt(a), hi: BigInt(b) });
  return { hull: interval(lo, hi), starts: ends, product: interval(least, most) };
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
