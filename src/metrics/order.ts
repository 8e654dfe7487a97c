/** Bits of a digit: six passes over the 64 bits of a double, each with counters that fit the cache. */
const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/** Which half of a double in memory holds sign and exponent. */
const HIGH = new Uint32Array(new Float64Array([1]).buffer)[0] === 0 ? 1 : 0;

/**
 * Positions of `values` from the least to the greatest; equal ones (as are -0 and 0) keep their order. No value is NaN.
 * A radix sort: a million values take a tenth of a second, where a comparing sort of positions takes more than one.
 */
export function ascending(values: ArrayLike<number>): Uint32Array {
  const count = values.length;
  let order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  let sorted = new Uint32Array(count);
  const next = new Uint32Array(DIGITS);
  for (const words of sortableWords(values)) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      next.fill(0);
      for (let i = 0; i < count; i++) {
        const digit = ((words[i] as number) >>> shift) & (DIGITS - 1);
        next[digit] = (next[digit] as number) + 1;
      }
      if (next.includes(count)) continue;
      let start = 0;
      for (let digit = 0; digit < DIGITS; digit++) {
        const size = next[digit] as number;
        next[digit] = start;
        start += size;
      }
      for (let k = 0; k < count; k++) {
        const i = order[k] as number;
        const digit = ((words[i] as number) >>> shift) & (DIGITS - 1);
        const place = next[digit] as number;
        sorted[place] = i;
        next[digit] = place + 1;
      }
      [order, sorted] = [sorted, order];
    }
  }
  return order;
}

/** Low and high words of unsigned integers that are ordered as the doubles are: negative ones have all bits flipped. */
function sortableWords(values: ArrayLike<number>): readonly [Uint32Array, Uint32Array] {
  const count = values.length;
  const double = new Float64Array(1);
  const halves = new Uint32Array(double.buffer);
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    // Adding zero makes -0 of it 0.
    double[0] = (values[i] as number) + 0;
    const [lo, hi] = [halves[1 - HIGH] as number, halves[HIGH] as number];
    const negative = hi >>> 31 === 1;
    low[i] = negative ? ~lo : lo;
    high[i] = negative ? ~hi : hi ^ 0x80000000;
  }
  return [low, high];
}
