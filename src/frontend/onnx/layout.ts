import { broadcastIndex } from "../../ir/broadcast.js";
import type { FloatTensor, ImportContext, TensorRef } from "../../ir/import.js";
import { channelsLastOrder, compose, type ElementOrder, invert } from "../../ir/order.js";
import { perEvent } from "../../ir/scale-and-offset.js";
import { sizeOf, stridesOf } from "../../ir/tensor.js";

type Emit = ImportContext["emit"];

/** The same tensor with its elements in ONNX order and its physical shape that of ONNX. */
export function toLogical(x: TensorRef, emit: Emit): TensorRef {
  return rearranged(x, undefined, x.shape, emit);
}

/** The same elements in the order in which they lie, physically of rank 1. */
export function toFlat(x: TensorRef, emit: Emit): TensorRef {
  return rearranged(x, x.order, [sizeOf(x.shape)], emit);
}

/** [C, d1, ...] as [d1, ..., C]. */
export function toChannelsLast(x: TensorRef, emit: Emit): TensorRef {
  const [channels = 1, ...spatial] = x.shape;
  return rearranged(x, channelsLastOrder(x.shape), [...spatial, channels], emit);
}

function rearranged(x: TensorRef, order: ElementOrder, physical: readonly number[], emit: Emit): TensorRef {
  const pick = compose(invert(x.order), order);
  const unmoved = pick === undefined && String(x.type.shape) === String(physical);
  const moved = () =>
    pick === undefined
      ? emit("reshape", { shape: physical }, [x.value])
      : emit("permute", { order: Array.from(pick), shape: physical }, [x.value]);
  return { ...(unmoved ? x : moved()), shape: x.shape, order, declared: x.declared };
}

/**
 * A constant broadcast against `like` by ONNX's rules, in its physical order and rank, of length 1 along each axis
 * where its values do not change. "batch" where it differs between events, "shape" where it does not broadcast.
 */
export function aligned(values: FloatTensor, like: TensorRef): FloatTensor | "batch" | "shape" {
  const event = perEvent(values, like.shape.length);
  if (event === undefined) return "batch";
  const lead = like.shape.length - event.shape.length;
  if (event.shape.some((length, axis) => length !== 1 && length !== like.shape[axis + lead])) return "shape";
  const index = broadcastIndex(event.shape, like.shape);
  const data = Float64Array.from(index, (_, k) => event.data[index[like.order?.[k] ?? k] ?? 0] ?? 0);
  return shrunk({ ...event, shape: like.type.shape, data });
}

function shrunk(values: FloatTensor): FloatTensor {
  return values.shape.reduce((tensor, _, axis) => withoutRepeats(tensor, axis), values);
}

/** The tensor with only the first of its slices along an axis, where all are equal. */
function withoutRepeats(tensor: FloatTensor, axis: number): FloatTensor {
  const { shape, data } = tensor;
  const stride = stridesOf(shape)[axis] ?? 1;
  const length = shape[axis] ?? 1;
  const place = (k: number): number => Math.floor(k / stride) % length;
  if (data.some((value, k) => value !== data[k - place(k) * stride])) return tensor;
  return { ...tensor, shape: shape.with(axis, 1), data: data.filter((_, k) => place(k) === 0) };
}
