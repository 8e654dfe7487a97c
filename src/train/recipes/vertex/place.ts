import { BINS, Z0_RANGE } from "../../../data/vertices/track-word.js";

/** Words of z0 in a bin. */
const WORDS_OF_BIN = 2 ** 12 / BINS;

/** cm: half the range of the words is 2^11 of them. */
const WORD = Z0_RANGE / 2 ** 11;

/** Number of words from the middle of the beam to the middle of a bin. */
function middle(bin: number): number {
  return WORDS_OF_BIN * (bin - BINS / 2) + WORDS_OF_BIN / 2;
}

/** Where the vertex is if it is in this bin, cm. */
export function placeOf(bin: number): number {
  return middle(bin) * WORD;
}

/** The two bins whose middles are on both sides of a place (cm), with shares that make the place their mean. */
export function binsFrom(z0: number): readonly { readonly bin: number; readonly share: number }[] {
  const along = Math.min(BINS - 1, Math.max(0, z0 / WORD / WORDS_OF_BIN + BINS / 2 - 0.5));
  const bin = Math.min(BINS - 2, Math.floor(along));
  return [
    { bin, share: 1 - (along - bin) },
    { bin: bin + 1, share: along - bin },
  ];
}

/**
 * Number of words between a track and the middle of the vertex's bin: |d| of a difference d, where a negative d counts
 * as -1 - d (its bits inverted), because a word stands for the middle between it and the next.
 */
export function wordsBetween(z0Word: number, bin: number): number {
  const difference = z0Word - middle(bin);
  return difference < 0 ? -1 - difference : difference;
}

/**
 * The bin with the greatest of `BINS` numbers from `start` on; of several, the mean of all of them, rounded up, as in the
 * chain that CMS deploys (cms-data/L1Trigger-VertexFinder).
 */
export function peakOf(values: ArrayLike<number>, start: number = 0): number {
  let [greatest, sum, count] = [Number.NEGATIVE_INFINITY, 0, 0];
  for (let bin = 0; bin < BINS; bin++) {
    const value = values[start + bin] as number;
    if (value < greatest) continue;
    if (value > greatest) [greatest, sum, count] = [value, 0, 0];
    sum += bin;
    count++;
  }
  return Math.ceil(sum / count);
}
