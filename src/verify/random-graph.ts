import { apFixed } from "../fixed/types.js";
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

/** Graphs of one node of this kind with random attributes, types and result modes; fewer where shapes do not fit. */
export function randomNodeGraph(random: () => number, kind: string): Graph | undefined {
  const choose = createChoice(random);
  const builder = createBuilder(opOf);
  for (let attempt = 0; attempt < 20; attempt++) {
    const x = fullRange(randomShape(choose), choose.type(12));
    const instance = must(opOf(kind), kind).arbitrary(choose, x);
    if (instance === undefined) continue;
    const output = addInstance(builder, choose, kind, instance, new Map());
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
    values.push(addInstance(builder, choose, kind, instance, known));
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
  known: ReadonlyMap<TensorType, ValueId>,
): ValueId {
  const inputs = ins.map((operand, i) => {
    if (isTensor(operand)) return builder.addConstant(`${kind}.c${i}`, operand);
    return known.get(operand) ?? builder.addInput("x", operand, operand.shape);
  });
  const exact = must(opOf(kind), kind).infer(attrs, inputs.map(builder.typeOf));
  const exactResult = choose.int(0, 3) === 0 && exact.elem.width <= WIDEST;
  const node = { kind, attrs, inputs, origin: origin(kind, `/${kind}`) };
  return builder.addNode({ ...node, result: exactResult ? undefined : nearType(choose, exact) });
}

/** A result type near the exact one, so that rounding, saturation and plain passing all happen. */
function nearType(choose: Choice, exact: TensorType) {
  const modes = choose.apFixed(24);
  const { signed, width, int } = exact.elem;
  if (choose.bool()) return modes;
  const drop = choose.int(0, Math.min(6, width - 1));
  const top = choose.int(-2, 2);
  const near = {
    signed: choose.int(0, 4) === 0 ? !signed : signed,
    width: Math.max(2, width - drop + top),
    int: int + top,
  };
  if (near.width > 40) return modes;
  return apFixed(near, modes.rounding, modes.overflow, Math.min(modes.wrapBits, near.width));
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
