import type { ImportContext, OnnxImport } from "../../ir/import.js";
import { relabel, settled } from "../../ir/moves.js";
import { sizeOf } from "../../ir/tensor.js";

export const reshapeImports: readonly OnnxImport[] = [
  { op: "Reshape", domains: [""], since: 5, read: readReshape },
  { op: "Flatten", domains: [""], since: 1, read: readFlatten },
  { op: "Squeeze", domains: [""], since: 1, read: (cx) => readSqueeze(cx, attributeAxes(cx)) },
  { op: "Squeeze", domains: [""], since: 13, read: (cx) => readSqueeze(cx, operandAxes(cx)) },
  { op: "Unsqueeze", domains: [""], since: 1, read: (cx) => readUnsqueeze(cx, attributeAxes(cx)) },
  { op: "Unsqueeze", domains: [""], since: 13, read: (cx) => readUnsqueeze(cx, operandAxes(cx)) },
];

/** ONNX keeps the elements in row-major order, so an operand in another order only changes its ONNX shape. */
function bindReshaped(cx: ImportContext, shape: readonly number[]): void {
  const x = settled(cx, cx.tensor(0));
  cx.bind(relabel(cx, x, shape, x.order));
}

function readReshape(cx: ImportContext): void {
  const target = cx.constant(1);
  if (target === undefined) return cx.fail("BX1110", { operand: "shape", what: "the target shape of Reshape" });
  const { shape: from } = cx.tensor(0);
  const to = eventShape(Array.from(target.data), from, cx.int("allowzero", 0) !== 0);
  if (to === undefined) return cx.fail("BX1161", { from, to: Array.from(target.data) });
  bindReshaped(cx, to);
}

/**
 * Shape of one event under a batched target: its first entry is the batch axis, whatever it says; 0 copies the axis of
 * the input at that place, one -1 takes what is left. Undefined where an event does not fill the shape exactly.
 */
function eventShape(
  target: readonly number[],
  from: readonly number[],
  zeroIsLength: boolean,
): readonly number[] | undefined {
  const copied = target.slice(1).map((length, axis) => (length === 0 && !zeroIsLength ? (from[axis] ?? -2) : length));
  const known = sizeOf(copied.filter((length) => length !== -1));
  const shape = copied.map((length) => (length === -1 ? sizeOf(from) / known : length));
  const valid = target.length > 0 && shape.every((length) => Number.isInteger(length) && length >= 0);
  return valid && sizeOf(shape) === sizeOf(from) ? shape : undefined;
}

function readFlatten(cx: ImportContext): void {
  const { shape } = cx.tensor(0);
  const axis = cx.int("axis", 1);
  // The axis counts the batch too and may be one past the last.
  const kept = axis < 0 ? axis + shape.length + 1 : axis;
  const rows = kept === 0 ? cx.batch : sizeOf(shape.slice(0, Math.max(0, kept - 1)));
  if (kept < 0 || rows !== 1)
    return cx.fail("BX1112", {
      attribute: "axis",
      value: String(axis),
      supported: "1: the batch axis stays on its own",
    });
  bindReshaped(cx, [sizeOf(shape)]);
}

function attributeAxes(cx: ImportContext): readonly number[] {
  return cx.ints("axes", []);
}

/** Undefined (and reported) where the axes are computed. */
function operandAxes(cx: ImportContext): readonly number[] | undefined {
  if (!cx.isPresent(1)) return [];
  const axes = cx.constant(1);
  if (axes !== undefined) return Array.from(axes.data);
  cx.fail("BX1110", { operand: "axes", what: `the axes of ${cx.opType}` });
  return undefined;
}

function readSqueeze(cx: ImportContext, axes: readonly number[] | undefined): void {
  if (axes === undefined) return;
  const { shape } = cx.tensor(0);
  // All axes of length 1, if none is named: a batch axis of length 1 would go too.
  if (axes.length === 0 && cx.batch === 1) return cx.fail("BX1162", {});
  const ones = shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
  const dropped = axes.length === 0 ? ones : eventAxes(cx, axes, shape.length);
  if (dropped === undefined) return;
  for (const axis of dropped)
    if (shape[axis] !== 1)
      return cx.fail("BX1113", {
        what: "the operand of Squeeze",
        axis: axis + 1,
        length: shape[axis] ?? 0,
        expected: 1,
      });
  bindReshaped(
    cx,
    shape.filter((_, axis) => !dropped.includes(axis)),
  );
}

function readUnsqueeze(cx: ImportContext, axes: readonly number[] | undefined): void {
  if (axes === undefined) return;
  const { shape } = cx.tensor(0);
  const added = eventAxes(cx, axes, shape.length + axes.length);
  if (added === undefined) return;
  const rest = [...shape];
  const rank = shape.length + axes.length;
  bindReshaped(
    cx,
    Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : (rest.shift() ?? 1))),
  );
}

function eventAxes(cx: ImportContext, axes: readonly number[], rank: number): readonly number[] | undefined {
  const found = axes.map((axis) => cx.eventAxis(axis, rank));
  return found.every((axis) => axis !== undefined) ? found : undefined;
}
