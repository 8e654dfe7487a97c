import { type ApFixed, apFixed, type FixedType, fixed, OVERFLOWS, ROUNDINGS } from "../fixed/types.js";
import { createBuilder, type GraphBuilder, origin } from "../ir/build.js";
import { createChoice, randomMantissa } from "../ir/choice.js";
import type { Graph, ValueId } from "../ir/graph.js";
import type { Choice, Instance, OpDef } from "../ir/op.js";
import { fullRange, type IntTensor, sizeOf, type TensorType } from "../ir/tensor.js";
import { OPS, opOf } from "../ops/registry.js";
import { must } from "../support/errors.js";
import { inputTensor } from "./events.js";

type AnyOp = OpDef<string, unknown>;

/** Widest value that a random graph passes on: exact types grow with every op. */
const WIDEST = 90;

/** What a node's result is assigned by; undefined where it keeps every bit. */
export type ResultModes = Pick<ApFixed, "rounding" | "overflow"> | undefined;

/** All pairs of modes, and every eighth time none. */
export function resultModes(index: number): ResultModes {
  if (index % 8 === 7) return undefined;
  const pair = index - Math.floor(index / 8);
  return {
    rounding: must(ROUNDINGS[pair % ROUNDINGS.length], "rounding"),
    overflow: must(OVERFLOWS[Math.floor(pair / ROUNDINGS.length) % OVERFLOWS.length], "overflow"),
  };
}

/** A graph of one node of this kind with random attributes and types; undefined where no random shape fits. */
export function randomNodeGraph(random: () => number, kind: string, modes: ResultModes): Graph | undefined {
  const choose = createChoice(random);
  const builder = createBuilder(opOf);
  for (let attempt = 0; attempt < 20; attempt++) {
    const x = fullRange(randomShape(choose), choose.type(12));
    const instance = must(opOf(kind), kind).arbitrary(choose, x);
    if (instance === undefined) continue;
    const output = addInstance(builder, choose, kind, instance, { known: new Map(), modes });
    builder.addOutput({ name: "y", value: output, shape: builder.typeOf(output).shape });
    return builder.finish(`random_${kind}`);
  }
  return undefined;
}

/** A graph of up to `most` random nodes, each fed by any earlier value, with every unread value as an output. */
export function randomGraph(random: () => number, most: number): Graph {
  const choose = createChoice(random);
  const builder = createBuilder(opOf);
  const kinds = Object.keys(OPS);
  const start = fullRange(randomShape(choose), choose.type(12));
  const values: ValueId[] = [builder.addInput("x", start, start.shape)];
  const read = new Set<ValueId>();
  const nodes = choose.int(1, most);
  for (let attempt = 0, made = 0; made < nodes && attempt < 30 * most; attempt++) {
    // Half of the nodes extend the last value, so that chains get long.
    const from = choose.bool() ? must(values.at(-1), "value") : choose.pick(values);
    const x = builder.typeOf(from);
    const kind = choose.pick(kinds);
    const instance = must(opOf(kind), kind).arbitrary(choose, x);
    if (instance === undefined || sizeOf(x.shape) > 400) continue;
    const known = existingOperands(builder, choose, must(opOf(kind), kind), instance, x, values);
    known.set(x, from);
    for (const id of known.values()) read.add(id);
    values.push(addInstance(builder, choose, kind, instance, { known, modes: resultModes(choose.int(0, 31)) }));
    made++;
  }
  const unread = values.filter((id) => !read.has(id));
  unread.forEach((value, i) => builder.addOutput({ name: `y${i}`, value, shape: builder.typeOf(value).shape }));
  return builder.finish("random");
}

/** Shapes small enough for a compiler to unroll, of one to three axes. */
function randomShape(choose: Choice): number[] {
  return Array.from({ length: choose.int(1, 3) }, () => choose.int(1, 5));
}

/** Second operands taken from values of the graph, where one has the shape: this is how branches merge again. */
function existingOperands(
  builder: GraphBuilder,
  choose: Choice,
  op: AnyOp,
  instance: Instance<unknown>,
  x: TensorType,
  values: readonly ValueId[],
): Map<TensorType, ValueId> {
  const known = new Map<TensorType, ValueId>();
  for (const operand of instance.ins) {
    if (operand === x || isTensor(operand) || choose.int(0, 3) === 0) continue;
    const same = values.filter((id) => builder.typeOf(id).shape.join() === operand.shape.join());
    if (same.length === 0) continue;
    const id = choose.pick(same);
    const ins = instance.ins.map((other) => (other === operand ? builder.typeOf(id) : typeOf(other)));
    if (accepts(op, instance.attrs, ins)) known.set(operand, id);
  }
  return known;
}

function accepts(op: AnyOp, attrs: unknown, ins: readonly TensorType[]): boolean {
  return op.infer(attrs, ins).elem.width <= WIDEST;
}

function addInstance(
  builder: GraphBuilder,
  choose: Choice,
  kind: string,
  { attrs, ins }: Instance<unknown>,
  { known, modes }: { readonly known: ReadonlyMap<TensorType, ValueId>; readonly modes: ResultModes },
): ValueId {
  const inputs = ins.map((operand, i) => {
    if (isTensor(operand)) return builder.addConstant(`${kind}.c${i}`, operand);
    return known.get(operand) ?? builder.addInput("x", operand, operand.shape);
  });
  const exact = must(opOf(kind), kind).infer(attrs, inputs.map(builder.typeOf));
  const node = { kind, attrs, inputs, origin: origin(kind, `/${kind}`) };
  const assigned = modes ?? (exact.elem.width > WIDEST ? resultModes(0) : undefined);
  return builder.addNode({ ...node, result: assigned === undefined ? undefined : nearType(choose, exact, assigned) });
}

/** A result type, as often as not near the exact one, so that rounding, saturation and plain passing all happen. */
function nearType(choose: Choice, exact: TensorType, { rounding, overflow }: NonNullable<ResultModes>): ApFixed {
  const type = nearShape(choose, exact.elem);
  const wrapBits = overflow === "WRAP" && choose.int(0, 5) === 0 ? choose.int(1, type.width) : 0;
  return apFixed(type, rounding, overflow, wrapBits);
}

function nearShape(choose: Choice, { signed, width, int }: FixedType): FixedType {
  if (choose.bool() || width > 40) return choose.type(24);
  const drop = choose.int(0, Math.min(6, width - 1));
  const top = choose.int(-2, 2);
  return fixed(choose.int(0, 4) === 0 ? !signed : signed, Math.max(2, width - drop + top), int + top);
}

/** Random events of a graph's inputs within their proven ranges. */
export function randomInputs(random: () => number, graph: Graph, events: number): IntTensor[] {
  return graph.inputs.map(({ value }) => {
    const type = must(graph.types.get(value), value);
    return inputTensor(type, events, (_, i) =>
      randomMantissa(random, must(type.range.lo[i], "lower bound"), must(type.range.hi[i], "upper bound")),
    );
  });
}

function isTensor(operand: TensorType | IntTensor): operand is IntTensor {
  return "events" in operand;
}

function typeOf(operand: TensorType | IntTensor): TensorType {
  return isTensor(operand) ? operand.type : operand;
}
