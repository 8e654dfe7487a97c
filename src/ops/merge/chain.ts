import { type FixedType, fraction } from "../../fixed/types.js";
import { broadcastShape, loopNest } from "../../ir/broadcast.js";
import type { ValueId } from "../../ir/graph.js";
import type { FloatTensor, ImportContext, TensorRef } from "../../ir/import.js";
import { allOperands } from "../../ir/operands.js";
import { channelsLastOrder } from "../../ir/order.js";
import { perEvent } from "../../ir/scale-and-offset.js";
import { bounds, type TensorType } from "../../ir/tensor.js";
import { type MergeAttrs, type MergeFunction, quotientFraction } from "./function.js";
import { MERGE_LOOPS } from "./hls.js";

/** Operands in physical shapes that broadcast against each other, and what their merge is to be called in ONNX. */
interface Aligned {
  readonly values: readonly { readonly value: ValueId; readonly type: TensorType }[];
  readonly shape: readonly number[];
  readonly order: Int32Array | undefined;
}

/** Reads a node whose value is fn over all its operands, from left to right; only the last is rounded. */
export function readChain(cx: ImportContext, fn: MergeFunction): void {
  const chained = chainOf(cx, fn, "result");
  if (chained !== undefined) cx.bind(chained);
}

/** The chain's value; exact, or assigned to the layer's result type. Reports and returns undefined on mistakes. */
export function chainOf(cx: ImportContext, fn: MergeFunction, last: "result" | undefined): TensorRef | undefined {
  const aligned = alignOperands(cx);
  const [first, ...rest] = aligned?.values ?? [];
  if (aligned === undefined || first === undefined) return undefined;
  let left = { ...first, shape: aligned.shape, order: aligned.order };
  for (const [k, right] of rest.entries()) {
    if (!isSupported(cx, fn, left.type, right.type)) return undefined;
    const inputs = left.value === right.value ? [left.value] : [left.value, right.value];
    const attrs = attrsOf(cx, fn, left.type.elem, right.type.elem);
    const facts = { kind: "merge", fn, a: left.type.elem, b: right.type.elem } as const;
    const rounds = last === "result" && k === rest.length - 1;
    const result = rounds ? cx.numerics.result(cx.layer, facts, cx.infer("merge", attrs, inputs)) : undefined;
    left = { ...cx.emit("merge", attrs, inputs, result), shape: aligned.shape, order: aligned.order };
  }
  return left;
}

/** A quotient's smallest steps are those of its operands, of 1 / b and of the result type that is asked for. */
function attrsOf(cx: ImportContext, fn: MergeFunction, a: FixedType, b: FixedType): MergeAttrs {
  if (fn !== "div") return { fn };
  const said = cx.layer.precision("result");
  const asked = said === undefined || said === "auto" ? 0 : fraction(said) + 1;
  const honest = Math.max(0, fraction(a), fraction(b)) + Math.max(0, b.int);
  return { fn, widen: Math.max(0, Math.max(asked, honest) - quotientFraction(a, b, 0)) };
}

function isSupported(cx: ImportContext, fn: MergeFunction, a: TensorType, b: TensorType): boolean {
  const axes = loopNest(broadcastShape(a.shape, b.shape) ?? [], [a.shape, b.shape]).length;
  if (axes > MERGE_LOOPS) cx.fail("BX1123", { axes, most: MERGE_LOOPS });
  const divisor = bounds(b.range);
  if (fn === "div" && b.range.lo.some((lo, i) => lo <= 0n && (b.range.hi[i] ?? lo) >= 0n))
    cx.fail("BX1124", { lo: shownValue(divisor.lo, b.elem), hi: shownValue(divisor.hi, b.elem) });
  return axes <= MERGE_LOOPS;
}

function shownValue(mantissa: bigint, type: FixedType): string {
  return String(Number(mantissa) * 2 ** -fraction(type));
}

/** Keeps a physical order that all operands share; else channels last, where some are; else the order of ONNX. */
function alignOperands(cx: ImportContext): Aligned | undefined {
  const operands = eventOperands(cx);
  if (operands === undefined) return undefined;
  const indices = operands.filter((operand) => typeof operand === "number");
  const tensors = indices.map((i) => cx.tensor(i));
  const shapes = operands.map((operand) => (typeof operand === "number" ? cx.tensor(operand) : operand).shape);
  const shape = shapes.reduce<readonly number[] | undefined>((a, b) => a && broadcastShape(a, b), []);
  if (shape === undefined) cx.fail("BX1122", { shapes });
  const first = tensors[0];
  if (shape === undefined || first === undefined || !cx.affords(shape)) return undefined;
  const constant = (values: FloatTensor) => {
    const tensor = cx.numerics.constant(cx.layer, "bias", values, first.type.elem);
    return { value: cx.addConstant("operand", tensor), type: tensor.type };
  };
  const values = (tensor: (i: number) => TensorRef, align: (values: FloatTensor) => FloatTensor) =>
    operands.map((operand) => (typeof operand === "number" ? tensor(operand) : constant(align(operand))));
  if (tensors.every((tensor) => tensor.shape.join() === shape.join() && isLaidOutAs(first, tensor)))
    return { values: values(cx.tensor, (c) => cx.align(c, first)), shape, order: first.order };
  const allImages = tensors.length === operands.length && tensors.every((t) => t.shape.length === shape.length);
  if (allImages && shape.length > 1 && tensors.some(({ order }) => order !== undefined))
    return { values: values(cx.channelsLast, (c) => c), shape, order: channelsLastOrder(shape) };
  return { values: values(cx.logical, (c) => c), shape, order: undefined };
}

/** The operands as constants of one event or as positions of computed tensors. */
function eventOperands(cx: ImportContext): readonly (FloatTensor | number)[] | undefined {
  const indices = allOperands(cx, 1);
  if (indices === undefined) return undefined;
  const eventRank = Math.max(...indices.map((i) => (cx.isConstant(i) ? 0 : cx.tensor(i).shape.length)));
  const operands = indices.map((i) => {
    const values = cx.constant(i);
    const operand = values === undefined ? i : perEvent(values, eventRank);
    if (values !== undefined && operand === undefined) cx.fail("BX1121", { shape: values.shape, eventRank });
    return operand;
  });
  return operands.every((operand) => operand !== undefined) ? operands : undefined;
}

function isLaidOutAs(a: TensorRef, b: TensorRef): boolean {
  if (a.type.shape.join() !== b.type.shape.join()) return false;
  return a.order === b.order || (a.order?.every((from, k) => from === b.order?.[k]) ?? false);
}
