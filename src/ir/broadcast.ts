import { sizeOf, stridesOf } from "./tensor.js";

/** Numpy's broadcast shape of two, axes aligned from the last; undefined where two lengths differ and neither is 1. */
export function broadcastShape(a: readonly number[], b: readonly number[]): readonly number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape = Array.from({ length: rank }, (_, axis) => {
    const [m, n] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    return m === 1 ? n : n === 1 || n === m ? m : -1;
  });
  return shape.includes(-1) ? undefined : shape;
}

/** Strides with which a tensor of `shape` is read along each axis of the shape that it is broadcast to; 0 repeats. */
function broadcastStrides(shape: readonly number[], to: readonly number[]): readonly number[] {
  const lead = to.length - shape.length;
  const strides = stridesOf(shape);
  return to.map((_, axis) => (axis < lead || shape[axis - lead] === 1 ? 0 : (strides[axis - lead] ?? 0)));
}

/** Flat index into a tensor of `shape` for each element of the shape that it is broadcast to. */
export function broadcastIndex(shape: readonly number[], to: readonly number[]): Int32Array {
  const strides = broadcastStrides(shape, to);
  let index = new Int32Array([0]);
  to.forEach((length, axis) => {
    const wider = new Int32Array(index.length * length);
    for (let k = 0; k < wider.length; k++)
      wider[k] = (index[Math.floor(k / length)] ?? 0) + (k % length) * (strides[axis] ?? 0);
    index = wider;
  });
  return index;
}

/** One loop of a nest over a shape, with the step that each operand makes in it. */
interface LoopAxis {
  readonly length: number;
  readonly strides: readonly number[];
}

/** The fewest nested loops that visit `to` in row-major order while each of `shapes` is read by a constant step. */
export function loopNest(to: readonly number[], shapes: readonly (readonly number[])[]): readonly LoopAxis[] {
  const strides = shapes.map((shape) => broadcastStrides(shape, to));
  const axes: LoopAxis[] = [];
  to.forEach((length, axis) => {
    if (length === 1) return;
    const steps = strides.map((all) => all[axis] ?? 0);
    const outer = axes.at(-1);
    const joins = outer?.strides.every((step, i) => step === (steps[i] ?? 0) * length) ?? false;
    if (outer !== undefined && joins) axes[axes.length - 1] = { length: outer.length * length, strides: steps };
    else axes.push({ length, strides: steps });
  });
  return sizeOf(to) === 1 ? [{ length: 1, strides: shapes.map(() => 0) }] : axes;
}
