import type { Mantissas } from "../fixed/arith.js";
import { type IntTensor, sizeOf } from "./tensor.js";

/** `events` events of a tensor from `start` on. */
export function sliceEvents({ type, data }: IntTensor, start: number, events: number): IntTensor {
  const size = sizeOf(type.shape);
  const [from, to] = [start * size, (start + events) * size];
  return { type, events, data: data instanceof Float64Array ? data.subarray(from, to) : data.slice(from, to) };
}

/** The events of two tensors of one type, one after the other. */
export function concatEvents(first: IntTensor, second: IntTensor): IntTensor {
  return { type: first.type, events: first.events + second.events, data: joined(first.data, second.data) };
}

function joined(a: Mantissas, b: Mantissas): Mantissas {
  if (!(a instanceof Float64Array && b instanceof Float64Array))
    return [...Array.from(a, BigInt), ...Array.from(b, BigInt)];
  const data = new Float64Array(a.length + b.length);
  data.set(a);
  data.set(b, a.length);
  return data;
}
