import { fraction } from "../fixed/types.js";
import { randomMantissa, seededRandom } from "../ir/choice.js";
import type { Graph } from "../ir/graph.js";
import { type IntTensor, sizeOf, type TensorType } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import { type Event, inputTensor } from "./events.js";
import { solvedTies } from "./ties.js";

/** Events to verify on: corners that rounding and overflow turn at, then random ones. */
export interface VectorOptions {
  /** Random events over the full proven ranges. */
  readonly samples: number;
  readonly seed: number;
  /** False leaves out the solved rounding ties of the first layers, which cost evaluations of them. */
  readonly ties?: boolean;
}

/** Elements that get their corners alone, all others zero; more than this are covered by the mixed events. */
const MOST_ALONE = 32;
const MIXED = 48;

/**
 * Least, greatest, zero and ±1 LSB in all elements, in each input alone, in single elements and mixed; values that lie
 * on a rounding tie of the casts they meet, ±1 LSB; and random events. Deterministic for a seed.
 */
export function cornerVectors(graph: Graph, { samples, seed, ties = true }: VectorOptions): IntTensor[] {
  const random = seededRandom(seed);
  const types = graph.inputs.map(({ value }) => must(graph.types.get(value), value));
  const corners = types.map((type) => {
    const steps = tieSteps(graph, type);
    return repeat(sizeOf(type.shape), (i) => cornersOf(type, i, steps));
  });
  const pickMixed = (port: number, i: number): bigint => {
    const choices = must(corners[port]?.[i], "corners");
    return must(choices[Math.floor(random() * choices.length)], "corner");
  };
  const uniform = (port: number, i: number): bigint => {
    const { range } = must(types[port], "type");
    return randomMantissa(random, must(range.lo[i], "bound"), must(range.hi[i], "bound"));
  };
  const events = [
    ...uniformCorners(types),
    ...aloneCorners(types),
    ...repeat(MIXED, () => eventOf(types, pickMixed)),
    ...(ties ? solvedTies(graph, random) : []),
    ...repeat(samples, () => eventOf(types, uniform)),
  ];
  return types.map((type, port) =>
    inputTensor(type, events.length, (event, i) => must(events[event]?.[port]?.[i], "mantissa")),
  );
}

type Corner = (lo: bigint, hi: bigint) => bigint;

/** Least, greatest, zero, one, minus one, and the neighbours of the ends. */
const CORNERS: readonly Corner[] = [
  (lo) => lo,
  (_, hi) => hi,
  () => 0n,
  () => 1n,
  () => -1n,
  (lo) => lo + 1n,
  (_, hi) => hi - 1n,
];

function clamp({ range }: TensorType, i: number, corner: Corner): bigint {
  const [lo, hi] = [must(range.lo[i], "bound"), must(range.hi[i], "bound")];
  const value = corner(lo, hi);
  return value < lo ? lo : value > hi ? hi : value;
}

function uniformCorners(types: readonly TensorType[]): Event[] {
  const everywhere = CORNERS.map((corner) => eventOf(types, (port, i) => clamp(must(types[port], "type"), i, corner)));
  if (types.length === 1) return everywhere;
  const onePort = types.flatMap((_, one) =>
    CORNERS.map((corner) =>
      eventOf(types, (port, i) => clamp(must(types[port], "type"), i, port === one ? corner : () => 0n)),
    ),
  );
  return [...everywhere, ...onePort];
}

function aloneCorners(types: readonly TensorType[]): Event[] {
  return types.flatMap((type, one) =>
    repeat(Math.min(MOST_ALONE, sizeOf(type.shape)), (element) =>
      CORNERS.slice(0, 2).map((corner) =>
        eventOf(types, (port, i) =>
          clamp(must(types[port], "type"), i, port === one && i === element ? corner : () => 0n),
        ),
      ),
    ).flat(),
  );
}

/** Bits that later results drop, seen from this input: values half way between two results lie on ties of these. */
function tieSteps(graph: Graph, input: TensorType): number[] {
  const steps = graph.nodes.map(({ result }) => (result === undefined ? 0 : fraction(input.elem) - fraction(result)));
  return [...new Set(steps)].filter((step) => step > 0 && step <= input.elem.width);
}

function cornersOf(type: TensorType, i: number, steps: readonly number[]): bigint[] {
  const ends = CORNERS.map((corner) => clamp(type, i, corner));
  const ties = steps.flatMap((step) => {
    const [unit, half] = [1n << BigInt(step), 1n << BigInt(step - 1)];
    // An even and an odd quotient, of both signs: the convergent mode tells them apart.
    return [0n, unit, -unit, -2n * unit].flatMap((base) => [base + half - 1n, base + half, base + half + 1n]);
  });
  return [...ends, ...ties.filter((tie) => clamp(type, i, () => tie) === tie)];
}

function eventOf(types: readonly TensorType[], mantissa: (port: number, i: number) => bigint): Event {
  return types.map((type, port) => repeat(sizeOf(type.shape), (i) => mantissa(port, i)));
}

function repeat<T>(times: number, make: (i: number) => T): T[] {
  return Array.from({ length: times }, (_, i) => make(i));
}
