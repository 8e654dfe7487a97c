import { assertNever, must } from "../../support/errors.js";
import type { Matrix, MatrixStep } from "../step.js";
import { littleEndian } from "./little-endian.js";

type Mode = MatrixStep["mode"];

/**
 * How many outputs one turn of the inner loop may add to; they share loads of inputs. Where more is done for each product
 * a second output gains nothing (16-64-32-32-5 on Node 20, million events/s: "pairs" 5.6 with two, 4.8 with one;
 * "truncated" 2.1 and 2.0; "halves" 1.8 both).
 */
export const TILE_HEIGHTS: Readonly<Record<Mode, readonly (1 | 2)[]>> = {
  pairs: [2, 1],
  halves: [1],
  truncated: [1],
};

/** Time of a pair of inputs in a tile of two outputs, in that of one in a tile of one, by measurement. */
const TIME_OF_TWO = 1.65;

/**
 * Weights of tiles of one height, one tile after the other: the length of what follows in bytes; then, for each pair of
 * inputs with a weight that is not zero, where its vectors lie among the packed inputs and the words of each output.
 */
export interface WeightStream {
  readonly height: number;
  /** First output of each tile. */
  readonly tiles: readonly number[];
  readonly bytes: Uint8Array;
}

/** A matrix as the inner loop reads it. */
export interface PackedMatrix {
  /** Terms with a weight that is not zero: each two in succession are a pair. */
  readonly terms: readonly number[];
  /** One for each of the mode's heights. */
  readonly streams: readonly WeightStream[];
}

/** 32-bit words, each a pair of 16-bit factors, that a pair of inputs is multiplied by for one output. */
export function wordsPerPair(mode: Mode): number {
  return mode === "pairs" ? 1 : 2;
}

export function sumsPerOutput(mode: Mode): number {
  return mode === "halves" ? 2 : 1;
}

/** Outputs of a stream in the order of their sums. */
export function outputsOf({ height, tiles }: WeightStream): readonly number[] {
  return tiles.flatMap((first) => range(height, first));
}

/** `pairBytes` is the size of a pair's vectors among the packed inputs. */
export function packMatrix({ outputs, terms, weights }: Matrix, mode: Mode, pairBytes: number): PackedMatrix {
  // The partner of an odd term has no weight.
  const weight = (output: number, term: number | undefined): number =>
    term === undefined ? 0 : must(weights[output * terms + term], "weight");
  const kept = range(terms).filter((term) => range(outputs).some((output) => weight(output, term) !== 0));
  const factors = (output: number, pair: number) =>
    [weight(output, kept[2 * pair]), weight(output, kept[2 * pair + 1])] as const;
  const all = range(Math.ceil(kept.length / 2));
  const used = range(outputs).map(
    (output) => new Set(all.filter((pair) => factors(output, pair).some((w) => w !== 0))),
  );

  const tileWords = (group: readonly number[]): readonly number[] => {
    const pairs = union(group.map((output) => must(used[output], "pairs of output")));
    // A loop runs at least once: a tile of zeros gets one pair.
    const records = (pairs.length === 0 ? [0] : pairs).flatMap((pair) => [
      pair * pairBytes,
      ...group.flatMap((output) => wordsOf(mode, ...factors(output, pair))),
    ]);
    return [4 * records.length, ...records];
  };
  const streams = TILE_HEIGHTS[mode].map((height): WeightStream => {
    const tiles = tilesOf(mode, used, height);
    const words = tiles.flatMap((first) => tileWords(range(height, first)));
    return { height, tiles, bytes: littleEndian(32, words.map(BigInt)) };
  });
  return { terms: kept, streams };
}

/** First outputs of the tiles of a height; `used` are each output's pairs. Neighbours with few pairs in common part. */
function tilesOf(mode: Mode, used: readonly ReadonlySet<number>[], height: 1 | 2): readonly number[] {
  if (!TILE_HEIGHTS[mode].includes(2)) return range(used.length);
  const joins = (output: number): boolean => {
    const [one, other] = used.slice(output - (output % 2), output - (output % 2) + 2);
    if (one === undefined || other === undefined) return false;
    return union([one, other]).length * TIME_OF_TWO <= one.size + other.size;
  };
  return range(used.length).filter((output) => (height === 1 ? !joins(output) : output % 2 === 0 && joins(output)));
}

/** In ascending order. */
function union(sets: readonly ReadonlySet<number>[]): readonly number[] {
  return [...new Set(sets.flatMap((set) => [...set]))].sort((a, b) => a - b);
}

/** first, first + 1, ... */
function range(length: number, first = 0): readonly number[] {
  return Array.from({ length }, (_, k) => first + k);
}

/** What inputs (x0, x1) are multiplied by, as pairs of 16-bit factors. */
function wordsOf(mode: Mode, w0: number, w1: number): readonly number[] {
  switch (mode) {
    case "pairs":
      return [word(w0, w1)];
    case "truncated":
      return [word(w0, 0), word(0, w1)];
    case "halves": {
      const [h0, h1] = [highHalf(w0), highHalf(w1)];
      return [word(h0, h1), word(w0 - 256 * h0, w1 - 256 * h1)];
    }
    default:
      return assertNever(mode, "mode");
  }
}

/** So that the rest lies in [-128, 127]. */
function highHalf(w: number): number {
  return (w + 128) >> 8;
}

function word(low: number, high: number): number {
  return (low & 0xffff) | (high << 16);
}
