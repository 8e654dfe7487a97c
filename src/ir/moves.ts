import type { ApFixed } from "../fixed/types.js";
import type { ImportContext, TensorRef } from "./import.js";
import { channelsLastOrder, type ElementOrder } from "./order.js";

/** The same elements assigned to `result`; the reference itself where that is undefined. */
export function assigned(cx: ImportContext, x: TensorRef, result: ApFixed | undefined): TensorRef {
  if (result === undefined) return x;
  return { ...cx.emit("quantize", {}, [x.value], result), shape: x.shape, order: x.order };
}

/** Operand 0 of a layer that only renames elements, assigned to the type that the settings give the layer, if any. */
export function settled(cx: ImportContext, x: TensorRef): TensorRef {
  return assigned(cx, x, cx.numerics.result(cx.layer, { kind: "move", x: x.type.elem }, x.type));
}

/** Another ONNX shape and element order for the same elements, none of which moves. */
export function relabel(cx: ImportContext, x: TensorRef, shape: readonly number[], order: ElementOrder): TensorRef {
  const inPlace = order !== undefined || String(x.type.shape) === String(shape);
  return inPlace ? { ...x, shape, order } : cx.emit("reshape", { shape }, [x.value]);
}

/** Whether [C, d1, ...] lies as [d1, ..., C]. */
export function isChannelsLast({ type, shape, order }: TensorRef): boolean {
  const [channels, ...spatial] = shape;
  if (order === undefined || String(type.shape) !== String([...spatial, channels])) return false;
  return channelsLastOrder(shape)?.every((from, k) => from === order[k]) ?? false;
}
