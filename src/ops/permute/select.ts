import type { ImportContext, OnnxImport } from "../../ir/import.js";
import { invert } from "../../ir/order.js";
import { stridesOf } from "../../ir/tensor.js";
import type { PermuteAttrs } from "./index.js";

/** Operators that take some elements of a tensor, by constant positions. */
export const selectImports: readonly OnnxImport[] = [
  { op: "Slice", domains: [""], since: 1, read: (cx) => readSlice(cx, cx.ints("starts", []), cx.ints("ends", [])) },
  { op: "Slice", domains: [""], since: 10, read: readSliceOperands },
  { op: "Gather", domains: [""], since: 1, read: readGather },
  { op: "Split", domains: [""], since: 2, read: readSplit },
];

/** Positions taken along each axis of one event. */
type Positions = readonly (readonly number[])[];

function bindSelected(
  cx: ImportContext,
  positions: Positions,
  shape = positions.map(({ length }) => length),
  output = 0,
): void {
  if (!cx.affords(shape)) return;
  const x = cx.tensor(0);
  const strides = stridesOf(x.shape);
  const places = positions.reduce<readonly number[]>(
    (flat, axis, i) => flat.flatMap((base) => axis.map((position) => base + position * (strides[i] ?? 1))),
    [0],
  );
  const physical = invert(x.order);
  const attrs: PermuteAttrs = { order: places.map((place) => physical?.[place] ?? place), shape };
  const exact = cx.infer("permute", attrs, [x.value]);
  const result = cx.numerics.result(cx.layer, { kind: "move", x: x.type.elem }, exact);
  cx.bind(cx.emit("permute", attrs, [x.value], result), output);
}

/** All positions along every axis but one. */
function along(shape: readonly number[], axis: number, positions: readonly number[]): Positions {
  return shape.map((length, i) => (i === axis ? positions : range(0, length, 1)));
}

/** start, start + step, ... as long as it has not reached end. */
function range(start: number, end: number, step: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((end - start) / step)) }, (_, i) => start + i * step);
}

function readSliceOperands(cx: ImportContext): void {
  const lists = ["starts", "ends", "axes", "steps"].map((operand, i) => {
    if (cx.isPresent(i + 1) && !cx.isConstant(i + 1)) cx.fail("BX1110", { operand, what: `the ${operand} of Slice` });
    return cx.constant(i + 1);
  });
  if (lists.some((list, i) => list === undefined && cx.isPresent(i + 1))) return;
  const [starts, ends, axes, steps] = lists.map((list) => list && Array.from(list.data));
  readSlice(cx, starts ?? [], ends ?? [], axes, steps);
}

function readSlice(
  cx: ImportContext,
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[] = cx.ints("axes", range(0, starts.length, 1)),
  steps: readonly number[] = starts.map(() => 1),
): void {
  const { shape } = cx.tensor(0);
  let positions: Positions = shape.map((length) => range(0, length, 1));
  for (const [i, start] of starts.entries()) {
    const axis = cx.eventAxis(axes[i] ?? i, shape.length);
    if (axis === undefined) return;
    const taken = slicePositions(shape[axis] ?? 0, start, ends[i] ?? 0, steps[i] ?? 1);
    if (taken.length === 0)
      return cx.fail("BX1160", {
        operand: "starts",
        value: `[${starts.join(", ")}]`,
        supported: "slices that keep elements",
      });
    positions = positions.map((all, other) => (other === axis ? taken : all));
  }
  bindSelected(cx, positions);
}

/** ONNX's rule: negative ends count from behind, then both are held within what the direction can reach. */
function slicePositions(length: number, start: number, end: number, step: number): number[] {
  if (step === 0) return [];
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const held = (at: number, low: number): number => Math.min(Math.max(at < 0 ? at + length : at, low), most);
  return range(held(start, Math.max(0, least)), held(end, least), step);
}

function readGather(cx: ImportContext): void {
  const indices = cx.constant(1);
  if (indices === undefined) return cx.fail("BX1110", { operand: "indices", what: "the indices of Gather" });
  const { shape } = cx.tensor(0);
  const axis = cx.eventAxis(cx.int("axis", 0), shape.length);
  if (axis === undefined) return;
  const length = shape[axis] ?? 0;
  const outside = indices.data.find((index) => index < -length || index >= length);
  if (outside !== undefined || indices.data.length === 0)
    return cx.fail("BX1160", {
      operand: "indices",
      value: outside === undefined ? "empty" : String(outside),
      supported: `indices from ${-length} to ${length - 1}`,
    });
  const taken = Array.from(indices.data, (index) => (index < 0 ? index + length : index));
  bindSelected(cx, along(shape, axis, taken), [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)]);
}

/** Lengths are an attribute up to opset 12, an operand from 13 on; without them all parts are equal but the last. */
function readSplit(cx: ImportContext): void {
  if (cx.isPresent(1) && !cx.isConstant(1))
    return cx.fail("BX1110", { operand: "split", what: "the lengths of Split" });
  const { shape } = cx.tensor(0);
  const axis = cx.eventAxis(cx.int("axis", 0), shape.length);
  if (axis === undefined) return;
  const length = shape[axis] ?? 0;
  const given = Array.from(cx.constant(1)?.data ?? cx.ints("split", []));
  const part = Math.ceil(length / cx.outputCount);
  const equal = Array.from({ length: cx.outputCount }, (_, i) => Math.min(part, length - i * part));
  const lengths = given.length === 0 ? equal : given;
  if (lengths.length !== cx.outputCount || lengths.some((n) => n < 1) || sum(lengths) !== length)
    return cx.fail("BX1160", {
      operand: "split",
      value: `[${lengths.join(", ")}]`,
      supported: `${cx.outputCount} positive lengths that sum to ${length}`,
    });
  lengths.forEach((size, i) => {
    const start = sum(lengths.slice(0, i));
    bindSelected(cx, along(shape, axis, range(start, start + size, 1)), undefined, i);
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
