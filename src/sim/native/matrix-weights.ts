import { assertNever, must } from "../../support/errors.js";
import type { Matrix, MatrixStep } from "../step.js";

type Mode = MatrixStep["mode"];

/** Rows of sums of a tile at most: with their inputs and weights they fit the registers (see `TILE_VECTORS` of kernels.h). */
const MOST_ROWS = 6;

/** Time of a pair of inputs for one output that stands alone, where one among others is the unit. */
const ALONE_COST = 1.25;

/** A matrix as `multiply` of kernels.h reads it. */
export interface Tiles {
  /** Terms with a weight that is not zero: each two in succession are a pair. */
  readonly terms: readonly number[];
  /** Outputs of each tile. */
  readonly outputs: readonly (readonly number[])[];
  /** Of each tile: how many rows and pairs; of each pair its place among the packed ones and the weights of each row. */
  readonly words: readonly number[];
}

export function sumsPerOutput(mode: Mode): number {
  return mode === "halves" ? 2 : 1;
}

/** `rows` is how many sums the tile's registers hold, at most `MOST_ROWS`. */
export function tileMatrix(matrix: Matrix, mode: Mode, rows = MOST_ROWS): Tiles {
  const { outputs, terms, weights } = matrix;
  // The partner of an odd term has no weight.
  const weight = (output: number, term: number | undefined): number =>
    term === undefined ? 0 : must(weights[output * terms + term], "weight");
  const kept = range(terms).filter((term) => range(outputs).some((output) => weight(output, term) !== 0));
  const factors = (output: number, pair: number) =>
    [weight(output, kept[2 * pair]), weight(output, kept[2 * pair + 1])] as const;
  const pairsOf = (group: readonly number[]): readonly number[] =>
    range(Math.ceil(kept.length / 2)).filter((pair) => group.some((o) => factors(o, pair).some((w) => w !== 0)));
  const tiles = balanced(outputs, Math.floor(rows / sumsPerOutput(mode))).flatMap((group) => {
    const together = pairsOf(group).length * group.length;
    const apart = group.reduce((cost, output) => cost + ALONE_COST * pairsOf([output]).length, 0);
    return together <= apart ? [group] : group.map((output) => [output]);
  });
  const words = tiles.flatMap((group) => {
    const pairs = pairsOf(group);
    const records = pairs.flatMap((pair) => [
      pair,
      ...group.flatMap((output) => wordsOf(mode, ...factors(output, pair))),
    ]);
    return [group.length * sumsPerOutput(mode), pairs.length, ...records];
  });
  return { terms: kept, outputs: tiles, words };
}

/** 0, 1, ... in groups of at most `most` that differ by one in size. */
function balanced(count: number, most: number): readonly (readonly number[])[] {
  const groups = Math.ceil(count / most);
  const start = (group: number): number => Math.floor((group * count) / groups);
  return range(groups).map((group) => range(start(group + 1) - start(group), start(group)));
}

/** first, first + 1, ... */
function range(length: number, first = 0): readonly number[] {
  return Array.from({ length }, (_, k) => first + k);
}

/** What inputs (x0, x1) are multiplied by for each sum of an output, as pairs of 16-bit factors. */
function wordsOf(mode: Mode, w0: number, w1: number): readonly number[] {
  switch (mode) {
    case "pairs":
    case "truncated":
      return [word(w0, w1)];
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
