import { must } from "../../support/errors.js";
import { highHalf, lowHalf } from "../halves.js";
import type { Matrix, MatrixStep } from "../step.js";

type Mode = MatrixStep["mode"];

/** Rows of sums of a tile at most: with their inputs and weights they fit the registers (see `TILE_VECTORS` of matrix.h). */
const MOST_ROWS = 6;

/** Time of a pair of inputs for one output that stands alone, where one among others is the unit. */
const ALONE_COST = 1.25;

/** Which sums tiles are made of: `Sums` of matrix.h. */
export type Form = "exact" | "upper" | "upper_16" | "shifted";

/** A matrix as `multiply` of matrix.h reads it. */
export interface Tiles {
  /** Terms with a weight that is not zero: each two in succession are a pair. */
  readonly terms: readonly number[];
  /** Outputs of each tile. */
  readonly outputs: readonly (readonly number[])[];
  /**
   * Of each tile: how many rows, pairs and whole pairs; of each pair its place among the packed ones and the weights of each
   * row; of each whole pair its row, place and weights.
   */
  readonly words: readonly number[];
}

/** The 16-bit factors of one weight. */
interface Factors {
  /** For each sum of an output. */
  readonly own: readonly number[];
  /** Of whole products ("upper" only). */
  readonly whole: number;
}

export function sumsPerOutput(mode: Mode): number {
  return mode === "halves" ? 2 : 1;
}

/** Truncated products come from the upper halves of 32-bit ones, unless more bits than the lower halves' are dropped. */
export function formOf({ mode, drop, wanted }: Pick<MatrixStep, "mode" | "drop" | "wanted">): Form {
  if (mode !== "truncated") return "exact";
  if (drop > 16) return "shifted";
  return wanted <= 16 ? "upper_16" : "upper";
}

export function tileMatrix(matrix: Matrix, step: Pick<MatrixStep, "mode" | "drop" | "wanted">): Tiles {
  const { outputs, terms, weights } = matrix;
  const form = formOf(step);
  const weight = (output: number, term: number): number => must(weights[output * terms + term], "weight");
  const kept = range(terms).filter((term) => range(outputs).some((output) => weight(output, term) !== 0));
  /** The partner of an odd term has no weight. */
  const factors = (output: number, at: number): Factors => {
    const term = kept[at];
    return factorsOf(term === undefined ? 0 : weight(output, term), step.mode, form, step.drop);
  };
  const pairs = range(Math.ceil(kept.length / 2));
  const wordsOf = (output: number, pair: number, pick: (of: Factors) => readonly number[]): readonly number[] => {
    const [first, second] = [pick(factors(output, 2 * pair)), pick(factors(output, 2 * pair + 1))];
    return first.map((low, k) => (low & 0xffff) | ((second[k] ?? 0) << 16));
  };
  /** Pairs with the words of each row; those without any weight are left out. */
  const plainRecords = (group: readonly number[]): readonly (readonly number[])[] =>
    pairs.flatMap((pair) => {
      const words = group.flatMap((output) => wordsOf(output, pair, ({ own }) => own));
      return words.some((word) => word !== 0) ? [[pair, ...words]] : [];
    });
  const wholeRecords = (group: readonly number[]): readonly (readonly number[])[] =>
    group.flatMap((output, row) =>
      pairs.flatMap((pair) => {
        const [word = 0] = wordsOf(output, pair, ({ whole }) => [whole]);
        return word === 0 ? [] : [[row, pair, word]];
      }),
    );
  const sums = sumsPerOutput(step.mode);
  const tiles = balanced(outputs, MOST_ROWS / sums).flatMap((group) => {
    const together = plainRecords(group).length * group.length;
    const apart = group.reduce((cost, output) => cost + ALONE_COST * plainRecords([output]).length, 0);
    return together <= apart ? [group] : group.map((output) => [output]);
  });
  const words = tiles.flatMap((group) => {
    const [plain, whole] = [plainRecords(group), wholeRecords(group)];
    return [group.length * sums, plain.length, whole.length, ...plain.flat(), ...whole.flat()];
  });
  return { terms: kept, outputs: tiles, words };
}

function factorsOf(weight: number, mode: Mode, form: Form, drop: number): Factors {
  if (mode === "halves") {
    return { own: [highHalf(weight), lowHalf(weight)], whole: 0 };
  }
  if (form === "exact" || form === "shifted") return { own: [weight], whole: 0 };
  const half = 2 ** (drop - 1);
  const whole = Math.floor((weight + half) / 2 ** drop);
  return { own: [(weight - whole * 2 ** drop) * 2 ** (16 - drop)], whole };
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
