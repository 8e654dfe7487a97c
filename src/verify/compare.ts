import { printType } from "../fixed/text.js";
import { type FixedType, fraction } from "../fixed/types.js";
import type { Graph, Origin, ValueId } from "../ir/graph.js";
import { elementAt, type IntTensor, sizeOf, stridesOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import { shown } from "../support/text.js";

/** The first place, in the order of the graph, where two runs of a graph differ. */
export interface Divergence {
  /** The node's ONNX names and operator; undefined where an output port differs and no node does. */
  readonly origin: Origin | undefined;
  readonly value: ValueId;
  readonly port: string | undefined;
  readonly event: number;
  /** Index along each axis of the physical shape. */
  readonly index: readonly number[];
  readonly expected: bigint;
  readonly actual: bigint;
  readonly expectedType: FixedType;
  readonly actualType: FixedType;
  /** Elements of this value that differ, of all its elements over all events. */
  readonly differing: number;
  readonly elements: number;
}

/** A run's values, by node and by output. */
interface Values {
  readonly outputs: readonly IntTensor[];
  readonly trace: ReadonlyMap<ValueId, IntTensor>;
}

/** Compares two runs as raw integers: node by node where both have a trace, then output by output. */
export function firstDivergence(graph: Graph, expected: Values, actual: Values): Divergence | undefined {
  for (const node of graph.nodes) {
    const [e, a] = [expected.trace.get(node.output), actual.trace.get(node.output)];
    if (e === undefined || a === undefined) continue;
    const found = compareTensors(e, a);
    if (found !== undefined) return { origin: node.origin, value: node.output, port: undefined, ...found };
  }
  for (const [i, port] of graph.outputs.entries()) {
    const found = compareTensors(must(expected.outputs[i], port.name), must(actual.outputs[i], port.name));
    if (found !== undefined) return { origin: undefined, value: port.value, port: port.name, ...found };
  }
  return undefined;
}

/** The first in the order of the graph of what several blocks of `events` in all showed; counts are of all blocks. */
export function earliest(graph: Graph, blocks: readonly Divergence[], events: number): Divergence | undefined {
  const places = [...graph.nodes.map(({ output }) => output), ...graph.outputs.map(({ name }) => name)];
  const rank = ({ port, value }: Divergence): number =>
    port === undefined ? places.indexOf(value) : places.lastIndexOf(port);
  const first = blocks.reduce<Divergence | undefined>((a, b) => (a && rank(a) <= rank(b) ? a : b), undefined);
  if (first === undefined) return undefined;
  const same = blocks.filter((block) => rank(block) === rank(first));
  const size = sizeOf(graph.types.get(first.value)?.shape ?? []);
  return { ...first, differing: same.reduce((sum, block) => sum + block.differing, 0), elements: events * size };
}

type Place = Omit<Divergence, "origin" | "value" | "port">;

function compareTensors(expected: IntTensor, actual: IntTensor): Place | undefined {
  const { shape, elem } = expected.type;
  const size = sizeOf(shape);
  const events = Math.max(expected.events, actual.events);
  const sameScale = fraction(elem) === fraction(actual.type.elem);
  let first: Place | undefined;
  let differing = 0;
  for (let event = 0; event < events; event++) {
    for (let i = 0; i < size; i++) {
      const [e, a] = [elementAt(expected, event, i), elementAt(actual, event, i)];
      if (e === a && sameScale) continue;
      differing++;
      first ??= {
        event,
        index: indexOf(shape, i),
        expected: e,
        actual: a,
        expectedType: elem,
        actualType: actual.type.elem,
        differing: 0,
        elements: events * size,
      };
    }
  }
  return first === undefined ? undefined : { ...first, differing };
}

function indexOf(shape: readonly number[], flat: number): number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(flat / stride) % (shape[axis] ?? 1));
}

/** One sentence: which node and element, both integers and both types; `other` is what was held against the simulation. */
export function divergenceText(found: Divergence, other = "C++"): string {
  const where = found.origin === undefined ? `output '${found.port}'` : originName(found.origin);
  return (
    `${where}[${found.index.join(", ")}], event ${found.event}: simulation ${found.expected} (${printType(found.expectedType)}), ` +
    `${other} ${found.actual} (${printType(found.actualType)}); ${found.differing} of ${found.elements} elements differ`
  );
}

function originName({ nodes, opType }: Origin): string {
  return `ONNX node ${nodes.map((name) => `'${shown(name)}'`).join(", ")} (${opType})`;
}
