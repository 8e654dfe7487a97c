import { assertNever } from "../../support/errors.js";
import { highHalf, lowHalf } from "../halves.js";
import type { Matrix, MatrixStep } from "../step.js";

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

/** Outputs from `first` on that share a loop over `pairs`. */
interface Tile {
  readonly first: number;
  readonly height: number;
  readonly pairs: readonly number[];
}

/** `pairBytes` is the size of a pair's vectors among the packed inputs. */
export function packMatrix(matrix: Matrix, mode: Mode, pairBytes: number): PackedMatrix {
  const terms = keptTerms(matrix);
  // The partner of an odd term has no weight.
  const weight = (output: number, k: number): number =>
    k < terms.length ? (matrix.weights[output * matrix.terms + (terms[k] ?? 0)] ?? 0) : 0;
  const all = range(Math.ceil(terms.length / 2));
  const used = range(matrix.outputs).map((o) =>
    all.filter((p) => weight(o, 2 * p) !== 0 || weight(o, 2 * p + 1) !== 0),
  );
  const tiles = tilesOf(used, TILE_HEIGHTS[mode].includes(2));
  const streams = TILE_HEIGHTS[mode].map((height): WeightStream => {
    const own = tiles.filter((tile) => tile.height === height);
    const words = own.flatMap(({ first, pairs }) => {
      const records = pairs.flatMap((p) => [
        p * pairBytes,
        ...range(height, first).flatMap((o) => wordsOf(mode, weight(o, 2 * p), weight(o, 2 * p + 1))),
      ]);
      return [4 * records.length, ...records];
    });
    return { height, tiles: own.map(({ first }) => first), bytes: bytesOf(words) };
  });
  return { terms, streams };
}

/** Terms that some output has a weight for. */
function keptTerms({ outputs, terms, weights }: Matrix): readonly number[] {
  const kept = new Uint8Array(terms);
  for (let i = 0; i < outputs * terms; i++) if (weights[i] !== 0) kept[i % terms] = 1;
  return range(terms).filter((term) => kept[term] === 1);
}

/** Two neighbours share a loop unless they have few of their pairs in common. */
function tilesOf(used: readonly (readonly number[])[], twos: boolean): readonly Tile[] {
  // A loop runs at least once: outputs without weights get one pair.
  const tile = (first: number, height: number, pairs: readonly number[]): Tile => {
    return { first, height, pairs: pairs.length === 0 ? [0] : pairs };
  };
  return used.flatMap((pairs, output) => {
    const even = output - (output % 2);
    const [one, other] = [used[even] ?? [], used[even + 1]];
    const both = twos && other !== undefined ? union(one, other) : undefined;
    if (both === undefined || both.length * TIME_OF_TWO > one.length + (other?.length ?? 0))
      return [tile(output, 1, pairs)];
    return output === even ? [tile(output, 2, both)] : [];
  });
}

/** In ascending order. */
function union(a: readonly number[], b: readonly number[]): readonly number[] {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}

function bytesOf(words: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * words.length));
  words.forEach((word, i) => view.setInt32(4 * i, word, true));
  return new Uint8Array(view.buffer);
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
    case "halves":
      return [word(highHalf(w0), highHalf(w1)), word(lowHalf(w0), lowHalf(w1))];
    default:
      return assertNever(mode, "mode");
  }
}

function word(low: number, high: number): number {
  return (low & 0xffff) | (high << 16);
}
