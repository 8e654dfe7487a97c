import { store, withArith } from "../fixed/arith.js";
import { fraction } from "../fixed/types.js";
import { must } from "../support/errors.js";
import { alignRange, eventStride, eventsOf, fromRange, type IntTensor, sizeOf, type TensorType } from "./tensor.js";

/** Where each element of a result comes from: place `at[k]` of operand `from[k]`. */
export interface Gathering {
  readonly from: ArrayLike<number>;
  readonly at: ArrayLike<number>;
}

/** 0, 1, ..., size - 1: every element in its own place. */
export function inPlace(size: number): Int32Array {
  const places = new Int32Array(size);
  for (let k = 0; k < size; k++) places[k] = k;
  return places;
}

/** All elements of operand 0, each in its own place. */
export function inOrder(size: number): Gathering {
  return { from: new Uint8Array(size), at: inPlace(size) };
}

/** The finest binary point among the operands; a single operand keeps its type. */
export function gatherType(shape: readonly number[], ins: readonly TensorType[], { from, at }: Gathering): TensorType {
  const frac = Math.max(...ins.map(({ elem }) => fraction(elem)));
  const ranges = ins.map((type) => alignRange(type, frac));
  const ends = (end: "lo" | "hi"): bigint[] =>
    Array.from(at, (place, k) => must(ranges[from[k] ?? 0]?.[end][place], "gathered element"));
  const range = { lo: ends("lo"), hi: ends("hi") };
  const [only, ...others] = ins;
  return only !== undefined && others.length === 0 ? { shape, elem: only.elem, range } : fromRange(shape, frac, range);
}

/** The gathered elements of every event, at the binary point of `out`. */
export function gatherElements(ins: readonly IntTensor[], { from, at }: Gathering, out: TensorType): IntTensor {
  const events = eventsOf(ins);
  const size = at.length;
  const [only] = ins;
  const moves = ins.length > 1 || Array.prototype.some.call(at, (place, k) => place !== k);
  if (only !== undefined && !moves && sizeOf(only.type.shape) === size) return { ...only, type: out };
  const widths = ins.map(({ type }) => type.elem.width + fraction(out.elem) - fraction(type.elem));
  const data = withArith(Math.max(out.elem.width, ...widths), (ar) => {
    const sources = ins.map((tensor) => ({
      data: ar.read(tensor.data),
      stride: eventStride(tensor),
      up: fraction(out.elem) - fraction(tensor.type.elem),
    }));
    const results = ar.array(events * size);
    for (let k = 0; k < results.length; k++) {
      const { data: values, stride, up } = must(sources[from[k % size] ?? 0], "operand");
      const value = values[Math.floor(k / size) * stride + (at[k % size] ?? 0)] as (typeof results)[number];
      results[k] = ar.shiftLeft(value, up);
    }
    return store(ar, results, out.elem.width);
  });
  return { type: out, events, data };
}
