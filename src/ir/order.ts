import { sizeOf, stridesOf } from "./tensor.js";

/**
 * Where the elements of an ONNX tensor lie in its value: order[k] = ONNX flat index of physical element k, undefined
 * where the two orders agree. An order is a permutation of 0..size-1; it says nothing of either shape.
 */
export type ElementOrder = Int32Array | undefined;

/** Whether every element is at its own place. */
function isIdentity(order: ElementOrder): boolean {
  return order === undefined || order.every((from, k) => from === k);
}

/** The order itself, or undefined where it moves nothing. */
export function simplified(order: ElementOrder): ElementOrder {
  return isIdentity(order) ? undefined : order;
}

/** result[k] = outer[inner[k]]: what lies at k when `inner` picks from a tensor that `outer` has already permuted. */
export function compose(outer: ElementOrder, inner: ElementOrder): ElementOrder {
  if (outer === undefined) return simplified(inner);
  if (inner === undefined) return simplified(outer);
  return simplified(inner.map((k) => outer[k] ?? 0));
}

/** The permutation that undoes another. */
export function invert(order: ElementOrder): ElementOrder {
  if (order === undefined) return undefined;
  const inverse = new Int32Array(order.length);
  order.forEach((from, k) => {
    inverse[from] = k;
  });
  return inverse;
}

/** Flat index into a tensor of `shape` of each element of its transpose, whose axis a is the source's axis perm[a]. */
export function orderOfPerm(shape: readonly number[], perm: readonly number[]): Int32Array {
  const strides = stridesOf(shape);
  let order = new Int32Array([0]);
  for (const axis of perm) {
    const [length, stride] = [shape[axis] ?? 1, strides[axis] ?? 1];
    const wider = new Int32Array(order.length * length);
    for (let k = 0; k < wider.length; k++) wider[k] = (order[Math.floor(k / length)] ?? 0) + (k % length) * stride;
    order = wider;
  }
  return order;
}

/** Order of the value [d1, ..., C] of an ONNX tensor [C, d1, ...]. */
export function channelsLastOrder(shape: readonly number[]): ElementOrder {
  const spatial = shape.slice(1).map((_, i) => i + 1);
  return simplified(orderOfPerm(shape, [...spatial, 0]));
}

/** Order of an ONNX Transpose's result where no element is moved: only what the elements are called changes. */
export function transposedOrder(order: ElementOrder, shape: readonly number[], perm: readonly number[]): ElementOrder {
  return compose(invert(orderOfPerm(shape, perm)), order ?? Int32Array.from({ length: sizeOf(shape) }, (_, k) => k));
}
