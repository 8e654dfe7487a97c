import { assertNever, must } from "../../support/errors.js";
import type { Matrix, MatrixStep } from "../step.js";
import { littleEndian } from "./little-endian.js";

type Mode = MatrixStep["mode"];

/** Shape of the block of sums that one turn of the inner loop adds to. */
export interface TileShape {
  /** Outputs, which share loads of inputs. */
  readonly outputs: number;
  /** Vectors of four events each, which share loads of weights. */
  readonly vectors: number;
  /** Time of one pair of inputs for all of the outputs, by measurement; one tile of the other shape's is the unit. */
  readonly cost: number;
}

/**
 * Shapes of tiles: one for outputs that have most inputs in common, one for those that are alone or have few. Sums, the
 * inputs and weights of a turn and one product must stay within the 15 vector registers that V8 has on x64.
 */
export const TILE_SHAPES: Readonly<Record<Mode, readonly [TileShape, TileShape]>> = {
  pairs: [
    { outputs: 4, vectors: 2, cost: 3 },
    { outputs: 1, vectors: 4, cost: 1 },
  ],
  halves: [
    { outputs: 2, vectors: 2, cost: 1.75 },
    { outputs: 1, vectors: 4, cost: 1 },
  ],
  truncated: [
    { outputs: 2, vectors: 2, cost: 1.75 },
    { outputs: 1, vectors: 4, cost: 1 },
  ],
};

/**
 * Weights of tiles of one shape, one tile after the other: the length of what follows in bytes; then, for each pair of
 * inputs with a weight that is not zero, where its vectors lie among the packed inputs and the words of each output.
 */
export interface WeightStream {
  readonly shape: TileShape;
  /** First output of each tile. */
  readonly tiles: readonly number[];
  /** Place of the first tile's sums among the rows of sums of the matrix. */
  readonly firstRow: number;
  readonly bytes: Uint8Array;
}

/** A matrix as the inner loops read it. */
export interface PackedMatrix {
  /** Terms with a weight that is not zero: each two in succession are a pair. */
  readonly terms: readonly number[];
  readonly streams: readonly WeightStream[];
}

/** 32-bit words, each a pair of 16-bit factors, that the products of a pair of inputs take in each mode. */
export function wordsPerPair(mode: Mode): number {
  return mode === "pairs" ? 1 : 2;
}

export function sumsPerOutput(mode: Mode): number {
  return mode === "halves" ? 2 : 1;
}

/** Outputs of a matrix in the order of their sums. */
export function outputsInOrder({ streams }: PackedMatrix): readonly number[] {
  return streams.flatMap(({ shape, tiles }) => tiles.flatMap((first) => range(shape.outputs, first)));
}

/** `pairBytes` is the size of a pair's vectors among the packed inputs. */
export function packMatrix(matrix: Matrix, mode: Mode, pairBytes: number): PackedMatrix {
  const { outputs, terms, weights } = matrix;
  // The partner of an odd term has no weight.
  const weight = (output: number, term: number | undefined): number =>
    term === undefined ? 0 : must(weights[output * terms + term], "weight");
  const kept = range(terms).filter((term) => range(outputs).some((output) => weight(output, term) !== 0));
  const factors = (output: number, pair: number) =>
    [weight(output, kept[2 * pair]), weight(output, kept[2 * pair + 1])] as const;
  const pairsOf = (group: readonly number[]): readonly number[] =>
    range(Math.ceil(kept.length / 2)).filter((pair) => group.some((o) => factors(o, pair).some((w) => w !== 0)));
  const tileWords = (group: readonly number[]): readonly number[] => {
    const pairs = pairsOf(group);
    // Loops run at least once: a tile of zeros gets one pair.
    const records = (pairs.length === 0 ? [0] : pairs).flatMap((pair) => [
      pair * pairBytes,
      ...group.flatMap((output) => wordsOf(mode, ...factors(output, pair))),
    ]);
    return [4 * records.length, ...records];
  };
  const stream = (shape: TileShape, tiles: readonly number[], firstRow: number): WeightStream => {
    const words = tiles.flatMap((first) => tileWords(range(shape.outputs, first)));
    return { shape, tiles, firstRow, bytes: littleEndian(32, words.map(BigInt)) };
  };

  const [wide, single] = TILE_SHAPES[mode];
  const costOf = (group: readonly number[], shape: TileShape): number => pairsOf(group).length * shape.cost;
  const together: number[] = [];
  const alone: number[] = [];
  for (let first = 0; first < outputs; first += wide.outputs) {
    const group = range(Math.min(wide.outputs, outputs - first), first);
    const apart = group.reduce((cost, output) => cost + costOf([output], single), 0);
    if (group.length === wide.outputs && costOf(group, wide) <= apart) together.push(first);
    else alone.push(...group);
  }
  const rows = together.length * wide.outputs * sumsPerOutput(mode);
  return { terms: kept, streams: [stream(wide, together, 0), stream(single, alone, rows)] };
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
