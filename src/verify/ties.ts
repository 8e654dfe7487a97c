import { fraction } from "../fixed/types.js";
import { exactType } from "../ir/build.js";
import { randomMantissa } from "../ir/choice.js";
import { evaluate } from "../ir/evaluate.js";
import type { Graph, Node } from "../ir/graph.js";
import { elementAt, type IntTensor, sizeOf, type TensorType } from "../ir/tensor.js";
import { opOf } from "../ops/registry.js";
import { must } from "../support/errors.js";
import { type Event, inputTensor } from "./events.js";

/** Inputs larger than this are left to random events: every element costs an evaluation. */
const MOST_ELEMENTS = 1024;
const MOST_OUTPUTS = 24;

/**
 * Events that put results of the first layers exactly on a rounding tie, and one LSB beside it. Nothing is known of the
 * op: its slope in each input element is measured around a random event, one element is moved so that a linear op would
 * land on the tie, and the events that do are kept.
 */
export function solvedTies(graph: Graph, random: () => number): Event[] {
  return graph.nodes.flatMap((node) => {
    const port = graph.inputs.findIndex(({ value }) => value === node.inputs[0]);
    const othersConstant = node.inputs.slice(1).every((id) => graph.constants.has(id));
    if (port < 0 || !othersConstant || node.result === undefined) return [];
    return tiesOf(graph, node, random).map((solved) =>
      graph.inputs.map(({ value }, k) => {
        const { shape } = must(graph.types.get(value), value);
        return k === port ? solved : new Array<bigint>(sizeOf(shape)).fill(0n);
      }),
    );
  });
}

function tiesOf(graph: Graph, node: Node, random: () => number): bigint[][] {
  const typeOf = (id: string): TensorType => must(graph.types.get(id), id);
  const x = typeOf(must(node.inputs[0], "input"));
  const exact = exactType(node, typeOf, opOf);
  const drop = fraction(exact.elem) - fraction(must(node.result, "result"));
  const size = sizeOf(x.shape);
  if (drop <= 0 || size > MOST_ELEMENTS) return [];
  const constants = node.inputs.slice(1).map((id) => must(graph.constants.get(id), id));
  const sumsOf = (events: readonly (readonly bigint[])[]): IntTensor => {
    const input = inputTensor(x, events.length, (event, i) => must(events[event]?.[i], "mantissa"));
    return evaluate(must(opOf(node.kind), node.kind), node.attrs, [input, ...constants], exact);
  };
  const base = x.range.lo.map((lo, i) => randomMantissa(random, lo, must(x.range.hi[i], "bound")));
  const moved = base.map((value, i) => base.with(i, value < must(x.range.hi[i], "bound") ? value + 1n : value - 1n));
  const measured = sumsOf([base, ...moved]);
  const candidates = repeatOutputs(sizeOf(exact.shape)).flatMap((j) =>
    [-1n, 0n, 1n].flatMap((beside) => {
      const slope = (i: number): bigint =>
        (elementAt(measured, i + 1, j) - elementAt(measured, 0, j)) *
        (must(moved[i]?.[i], "moved") - must(base[i], "base"));
      const target = (1n << BigInt(drop - 1)) + beside;
      const event = solve(base, x, slope, target - elementAt(measured, 0, j), drop);
      return event === undefined ? [] : [{ event, j, target }];
    }),
  );
  if (candidates.length === 0) return [];
  const values = sumsOf(candidates.map(({ event }) => event));
  const hits = candidates.filter(({ j, target }, k) => BigInt.asUintN(drop, elementAt(values, k, j) - target) === 0n);
  return hits.map(({ event }) => event);
}

function repeatOutputs(outputs: number): number[] {
  return Array.from({ length: Math.min(outputs, MOST_OUTPUTS) }, (_, j) => j);
}

/** The event with one element moved so that slope · move = wanted modulo 2^drop, if some element can. */
function solve(
  base: readonly bigint[],
  x: TensorType,
  slope: (i: number) => bigint,
  wanted: bigint,
  drop: number,
): bigint[] | undefined {
  for (const [i, value] of base.entries()) {
    const move = moveFor(slope(i), wanted, drop);
    if (move === undefined) continue;
    const [lo, hi] = [must(x.range.lo[i], "bound"), must(x.range.hi[i], "bound")];
    for (const step of [move.least, move.least - move.period])
      if (value + step >= lo && value + step <= hi) return base.with(i, value + step);
  }
  return undefined;
}

/** The least non-negative solution of slope · move = wanted modulo 2^drop and the distance to the next one. */
function moveFor(slope: bigint, wanted: bigint, drop: number): { least: bigint; period: bigint } | undefined {
  if (slope === 0n) return undefined;
  let twos = 0;
  while (((slope >> BigInt(twos)) & 1n) === 0n) twos++;
  const bits = drop - twos;
  if (bits <= 0 || BigInt.asUintN(twos, wanted) !== 0n) return undefined;
  const odd = BigInt.asUintN(bits, slope >> BigInt(twos));
  const least = BigInt.asUintN(bits, (wanted >> BigInt(twos)) * inverse(odd, bits));
  return { least, period: 1n << BigInt(bits) };
}

/** Inverse of an odd number modulo 2^bits (Newton's iteration doubles the correct bits each time). */
function inverse(odd: bigint, bits: number): bigint {
  let x = odd;
  for (let correct = 3; correct < bits; correct *= 2) x = BigInt.asUintN(bits, x * (2n - odd * x));
  return BigInt.asUintN(bits, x);
}
