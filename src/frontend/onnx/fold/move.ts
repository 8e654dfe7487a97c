import { broadcastIndex, broadcastShape } from "../../../ir/broadcast.js";
import type { FloatTensor } from "../../../ir/import.js";
import { orderOfPerm } from "../../../ir/order.js";
import { sizeOf, stridesOf } from "../../../ir/tensor.js";
import type { Fold, FoldContext } from "./fold.js";
import { axisOf, integers, isBounded, operand, picked } from "./operand.js";

/** Operators that move elements or rename axes; none computes. */
export const moveFolds: Readonly<Record<string, Fold>> = {
  Reshape: reshape,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Concat: concat,
  Slice: slice,
  Gather: gather,
  Expand: expand,
  Tile: tile,
};

function reshape(cx: FoldContext): FloatTensor | undefined {
  const x = operand(cx, 0);
  const wanted = Array.from(operand(cx, 1).data);
  const keepsZero = cx.int("allowzero", 0) !== 0;
  const copied = wanted.map((length, axis) => (length === 0 && !keepsZero ? (x.shape[axis] ?? 0) : length));
  const known = sizeOf(copied.filter((length) => length !== -1));
  const shape = copied.map((length) => (length === -1 ? x.data.length / known : length));
  if (sizeOf(shape) !== x.data.length || !shape.every((length) => Number.isInteger(length) && length >= 0))
    return cx.refuse(`shape [${x.shape.join(", ")}] can't be read as [${wanted.join(", ")}]`);
  return { ...x, shape };
}

function flatten(cx: FoldContext): FloatTensor {
  const x = operand(cx, 0);
  const axis = cx.int("axis", 1);
  const at = axis < 0 ? axis + x.shape.length : axis;
  return { ...x, shape: [sizeOf(x.shape.slice(0, at)), sizeOf(x.shape.slice(at))] };
}

function squeeze(cx: FoldContext): FloatTensor | undefined {
  const x = operand(cx, 0);
  const axes = integers(cx, 1, "axes")?.map((axis) => axisOf(cx, axis, x.shape.length));
  const dropped = new Set(axes ?? x.shape.flatMap((length, axis) => (length === 1 ? [axis] : [])));
  if ([...dropped].some((axis) => axis !== undefined && x.shape[axis] !== 1))
    return cx.refuse("an axis to remove is longer than 1");
  return { ...x, shape: x.shape.filter((_, axis) => !dropped.has(axis)) };
}

function unsqueeze(cx: FoldContext): FloatTensor {
  const x = operand(cx, 0);
  const axes = integers(cx, 1, "axes") ?? [];
  const rank = x.shape.length + axes.length;
  const added = new Set(axes.map((axis) => axisOf(cx, axis, rank)));
  const rest = [...x.shape];
  return { ...x, shape: Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? 1))) };
}

function transpose(cx: FoldContext): FloatTensor | undefined {
  const x = operand(cx, 0);
  const rank = x.shape.length;
  const perm = cx.ints(
    "perm",
    Array.from({ length: rank }, (_, axis) => rank - 1 - axis),
  );
  const isPermutation =
    perm.length === rank && perm.every((axis) => axis >= 0 && axis < rank) && new Set(perm).size === rank;
  if (!isPermutation) return cx.refuse(`perm [${perm.join(", ")}] is no permutation of ${rank} axes`);
  return picked(
    x,
    perm.map((axis) => x.shape[axis] ?? 1),
    orderOfPerm(x.shape, perm),
  );
}

function concat(cx: FoldContext): FloatTensor | undefined {
  const parts = cx.inputs.map((_, i) => operand(cx, i));
  const first = operand(cx, 0);
  const axis = axisOf(cx, cx.int("axis", 0), first.shape.length);
  if (axis === undefined) return undefined;
  const differs = (shape: readonly number[]): boolean =>
    shape.length !== first.shape.length || shape.some((length, i) => i !== axis && length !== first.shape[i]);
  if (parts.some(({ shape }) => differs(shape))) return cx.refuse("its operands differ in another axis");
  const shape = first.shape.with(
    axis,
    parts.reduce((total, part) => total + (part.shape[axis] ?? 0), 0),
  );
  if (!isBounded(cx, shape)) return undefined;
  const data = new Float64Array(sizeOf(shape));
  let at = 0;
  for (let row = 0; row < sizeOf(first.shape.slice(0, axis)); row++)
    for (const part of parts) {
      const run = sizeOf(part.shape.slice(axis));
      data.set(part.data.subarray(row * run, (row + 1) * run), at);
      at += run;
    }
  const { precision: _ofFirst, ...rest } = first;
  return { ...rest, shape, data };
}

/** Positions along one axis that are kept, in order. */
function along(x: FloatTensor, axis: number, positions: readonly number[]): FloatTensor {
  const stride = stridesOf(x.shape)[axis] ?? 1;
  const length = x.shape[axis] ?? 1;
  const shape = x.shape.with(axis, positions.length);
  const from = Int32Array.from({ length: sizeOf(shape) }, (_, k) => {
    const outer = Math.floor(k / (stride * positions.length));
    const place = positions[Math.floor(k / stride) % positions.length] ?? 0;
    return (outer * length + place) * stride + (k % stride);
  });
  return picked(x, shape, from);
}

function slice(cx: FoldContext): FloatTensor | undefined {
  const x = operand(cx, 0);
  const starts = integers(cx, 1, "starts") ?? [];
  const ends = integers(cx, 2, "ends") ?? [];
  const axes = integers(cx, 3, "axes") ?? starts.map((_, i) => i);
  const steps = integers(cx, 4, "steps") ?? starts.map(() => 1);
  if (steps.includes(0)) return cx.refuse("a step is 0");
  return axes.reduce<FloatTensor | undefined>((tensor, written, i) => {
    const axis = tensor && axisOf(cx, written, tensor.shape.length);
    if (tensor === undefined || axis === undefined) return undefined;
    return along(tensor, axis, stepped(tensor.shape[axis] ?? 0, starts[i] ?? 0, ends[i] ?? 0, steps[i] ?? 1));
  }, x);
}

/** Positions start, start + step ... before end; both count from the end where negative and are clamped to the axis. */
function stepped(length: number, start: number, end: number, step: number): readonly number[] {
  const clamp = (at: number): number => {
    const counted = at < 0 ? at + length : at;
    return step > 0 ? Math.min(length, Math.max(0, counted)) : Math.min(length - 1, Math.max(-1, counted));
  };
  const count = Math.max(0, Math.ceil((clamp(end) - clamp(start)) / step));
  return Array.from({ length: count }, (_, i) => clamp(start) + i * step);
}

function gather(cx: FoldContext): FloatTensor | undefined {
  const [x, indices] = [operand(cx, 0), operand(cx, 1)];
  const axis = axisOf(cx, cx.int("axis", 0), x.shape.length);
  if (axis === undefined) return undefined;
  const length = x.shape[axis] ?? 0;
  const positions = Array.from(indices.data, (at) => (at < 0 ? at + length : at));
  if (positions.some((at) => at < 0 || at >= length))
    return cx.refuse(`an index is outside an axis of length ${length}`);
  const shape = x.shape.toSpliced(axis, 1, ...indices.shape);
  return isBounded(cx, shape) ? { ...along(x, axis, positions), shape } : undefined;
}

function expand(cx: FoldContext): FloatTensor | undefined {
  const x = operand(cx, 0);
  const wanted = Array.from(operand(cx, 1).data);
  const shape = broadcastShape(x.shape, wanted);
  if (shape === undefined) return cx.refuse(`shape [${x.shape.join(", ")}] does not expand to [${wanted.join(", ")}]`);
  return isBounded(cx, shape) ? picked(x, shape, broadcastIndex(x.shape, shape)) : undefined;
}

function tile(cx: FoldContext): FloatTensor | undefined {
  const x = operand(cx, 0);
  const repeats = Array.from(operand(cx, 1).data);
  if (repeats.length !== x.shape.length)
    return cx.refuse(`it has ${repeats.length} repeats for ${x.shape.length} axes`);
  if (
    !isBounded(
      cx,
      x.shape.map((length, axis) => length * (repeats[axis] ?? 1)),
    )
  )
    return undefined;
  return repeats.reduce((tensor, times, axis) => {
    const length = tensor.shape[axis] ?? 1;
    return along(
      tensor,
      axis,
      Array.from({ length: length * times }, (_, i) => i % length),
    );
  }, x);
}
