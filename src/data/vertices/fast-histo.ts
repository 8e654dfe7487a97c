import { BINS, ptMantissa, RINV, WORDS, Z0, z0Bin } from "./track-word.js";

/** LSB (cm) of the vertex word's z0, ap_fixed<15,6,AP_RND_CONV,AP_SAT>. */
export const VERTEX_LSB = 2 ** -9;
/** The word of an event without a single weight: the least one, -32 cm, as in the firmware. */
export const NO_VERTEX = -(2 ** 14);

/** Bins that are summed. */
const WINDOW = 3;
/** Greatest sum of one bin, ap_ufixed<9,9,AP_RND_INF,AP_SAT>. */
const MOST_SUM = 2 ** 9 - 1;
/** Greatest weight of one track, ap_ufixed<7,7,AP_RND_INF,AP_SAT>: 127 GeV. */
const MOST_WEIGHT = 2 ** 7 - 1;
/** Tracks count above this pT mantissa: 2 GeV in 1/32 GeV. */
const LEAST_PT = 2 * 32;
/** Width of a bin, 0.15991504 cm, as ap_fixed<20,10,AP_RND_INF,AP_SAT>: 164/1024 cm. */
const BIN_WIDTH = 164;

/** Weight of a track in the histogram: ap_ufixed<7,7,AP_RND_INF,AP_SAT> of its pT, (m + 16) >> 5; 0 at 2 GeV and below. */
export function trackWeight(pt: number): number {
  return pt > LEAST_PT ? Math.min(MOST_WEIGHT, (pt + 16) >> 5) : 0;
}

/**
 * The fastHisto vertex finder in integers: word of z0 (LSB `VERTEX_LSB`) of the event with these track words
 * [count × WORDS]. CMS's emulator of the global track trigger gives the types (L1Trigger/VertexFinder), with the weight of a
 * track cut to 7 bits before it is summed. h[b] is the sum of the weights of bin b = (z0 + 2^11) >> 4, at most 511.
 *
 *  1. s = first b with the greatest h[b] + h[b+1] + h[b+2], b = 0 .. 253: a later window wins only by being greater.
 *  2. offset = (h[s+1] + 2 h[s+2]) · inverse(sum), in bins: the mean place in the window. inverse is ap_ufixed<14,1>,
 *     2^13 / sum rounded half up; the product is ap_fixed<20,10,AP_RND_INF>, rounded half up.
 *  3. z = (s + offset + 1/2 - 128) · 164/1024 cm, rounded to the vertex word, half to even.
 */
export function fastHisto(words: Int16Array, count: number): number {
  return vertexWord(histogram(words, count));
}

/** Sums of weights in the `BINS` bins, saturated. */
function histogram(words: Int16Array, count: number): Int32Array {
  const sums = new Int32Array(BINS);
  for (let at = 0; at < count * WORDS; at += WORDS) {
    const bin = z0Bin(words[at + Z0] as number);
    // Weights are not negative, so the order of the tracks does not show in a saturated sum.
    sums[bin] = Math.min(MOST_SUM, (sums[bin] as number) + trackWeight(ptMantissa(words[at + RINV] as number)));
  }
  return sums;
}

/** Steps 1 to 3 of `fastHisto` for a histogram. */
export function vertexWord(sums: Int32Array): number {
  const bin = (b: number): number => sums[b] as number;
  let start = 0;
  let greatest = 0;
  for (let b = 0; b <= BINS - WINDOW; b++) {
    const sum = bin(b) + bin(b + 1) + bin(b + 2);
    if (sum > greatest) [start, greatest] = [b, sum];
  }
  if (greatest === 0) return NO_VERTEX;
  const inverse = Math.floor((2 ** 14 + greatest) / (2 * greatest));
  const offset = ((bin(start + 1) + 2 * bin(start + 2)) * inverse + 4) >> 3;
  const place = (start - BINS / 2) * 2 ** 10 + 2 ** 9 + offset;
  return halfToEven(place * BIN_WIDTH, 11);
}

/** value / 2^drop, rounded to nearest and to even at a tie. */
function halfToEven(value: number, drop: number): number {
  const floor = value >> drop;
  const rest = value - floor * 2 ** drop;
  const half = 2 ** (drop - 1);
  return rest > half || (rest === half && floor % 2 !== 0) ? floor + 1 : floor;
}
