import { orderOfPerm } from "../../ir/order.js";
import { must } from "../../support/errors.js";
import { gathering } from "../autodiff/gathering.js";
import { gather } from "../autodiff/ops/gather.js";
import { reshape as reshapeOf } from "../autodiff/tape.js";
import { around, sizeOf } from "../autodiff/tensor.js";
import { carryBits } from "../quantize/ebops.js";
import type { Layer } from "./layer.js";
import { expectOption, shownShape } from "./options.js";

/** All elements along one axis, in row-major order. */
export function flatten(x: Layer, { name }: { readonly name: string }): Layer {
  return {
    ...moved("Flatten", name, x, [sizeOf(x.shape)]),
    emit: (cx, [value]) => cx.node("Flatten", name, [must(value, "input")], { axis: { int: 1 } }),
  };
}

export interface ReshapeOptions {
  readonly name: string;
  /** Of one event. */
  readonly shape: readonly number[];
}

/** The same elements, in row-major order, in another shape. */
export function reshape(x: Layer, { name, shape }: ReshapeOptions): Layer {
  const fits = sizeOf(shape) === sizeOf(x.shape);
  expectOption(fits, name, `shape is ${shownShape(shape)}`, `one of ${sizeOf(x.shape)} elements`);
  return {
    ...moved("Reshape", name, x, shape),
    emit: (cx, [value]) => {
      const target = cx.constant(`${name}.shape`, [shape.length + 1], [-1, ...shape], "int64");
      return cx.node("Reshape", name, [must(value, "input"), target]);
    },
  };
}

export interface PermuteOptions {
  readonly name: string;
  /** Axis of the input, counted from 0 without the events, that becomes each axis of the result. */
  readonly axes: readonly number[];
}

/** The axes in another order. */
export function permute(x: Layer, { name, axes }: PermuteOptions): Layer {
  const all = x.shape.map((_, axis) => axis);
  const valid = String(axes.toSorted((a, b) => a - b)) === String(all);
  expectOption(valid, name, `axes are ${shownShape(axes)}`, `${shownShape(all)} in some order`);
  const shape = axes.map((axis) => must(x.shape[axis], "axis"));
  return {
    ...moved("Permute", name, x, shape, orderOfPerm(x.shape, axes)),
    emit: (cx, [value]) =>
      cx.node("Transpose", name, [must(value, "input")], { perm: { ints: [0, ...axes.map((axis) => axis + 1)] } }),
  };
}

export interface SliceOptions {
  readonly name: string;
  /** Default: the last. Counted from 0 without the events; negative from the end. */
  readonly axis?: number;
  readonly begin: number;
  /** The first that is left out. */
  readonly end: number;
}

/** The elements [begin, end) of one axis. */
export function slice(x: Layer, { name, axis = -1, begin, end }: SliceOptions): Layer {
  const along = eventAxis(name, axis, x.shape);
  const [outer, length, inner] = around(x.shape, along);
  const valid = Number.isInteger(begin) && Number.isInteger(end) && begin >= 0 && begin < end && end <= length;
  expectOption(valid, name, `begin, end are ${begin}, ${end}`, `0 <= begin < end <= ${length}`);
  const shape = x.shape.with(along, end - begin);
  const block = (end - begin) * inner;
  const index = Int32Array.from(
    { length: outer * block },
    (_, i) => Math.floor(i / block) * length * inner + begin * inner + (i % block),
  );
  return {
    ...moved("Slice", name, x, shape, index),
    emit: (cx, [value]) => {
      const numbers = { starts: begin, ends: end, axes: along + 1 };
      const operands = Object.entries(numbers).map(([key, n]) => cx.constant(`${name}.${key}`, [1], [n], "int64"));
      return cx.node("Slice", name, [must(value, "input"), ...operands]);
    },
  };
}

/** The axis counted from the front. */
export function eventAxis(name: string, axis: number, shape: readonly number[]): number {
  const counted = axis < 0 ? axis + shape.length : axis;
  const valid = Number.isInteger(counted) && counted >= 0 && counted < shape.length;
  expectOption(valid, name, `axis is ${axis}`, `${-shape.length} to ${shape.length - 1}`);
  return counted;
}

/** A layer whose elements are those of its input, at `index` where they change places. */
function moved(
  kind: string,
  name: string,
  x: Layer,
  shape: readonly number[],
  index?: Int32Array,
): Omit<Layer, "emit"> {
  const moves = index && gathering(index, shape);
  return {
    kind,
    name,
    inputs: [x],
    shape,
    parameters: [],
    forward: (cx, [value]) => {
      const from = must(value, "input");
      const there = [from.shape[0] ?? 1, ...shape];
      return carryBits(cx, moves === undefined ? reshapeOf(from, there) : gather(cx.tape, from, moves), from);
    },
  };
}
