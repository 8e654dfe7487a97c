import type { Tensor } from "../autodiff/tensor.js";
import type { Forward, ParameterSpec } from "../layers/layer.js";
import type { Range } from "./groups.js";
import type { Place, Values } from "./quantizer.js";

/** Steps after which a range has shrunk to 1/e of what no event reached since. */
const MEMORY = 1000;

/** The state that keeps the bounds of a place's activations: [lo, hi], the empty range before any was seen. */
export function rangeSpec({ name }: Place): ParameterSpec {
  const empty = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return { name: `${name}.range`, shape: [2], trained: false, initial: () => empty };
}

/**
 * The range of a place's activations, widened by those of this batch if the network is training or calibrating. While it
 * trains, a range forgets slowly, so that one outlier of the first steps does not cost a bit for ever.
 */
export function observedRange(cx: Forward, place: Place, x: Tensor): Range {
  const state = cx.parameter(`${place.name}.range`);
  if (cx.widening) {
    const kept = cx.training ? 1 - 1 / MEMORY : 1;
    state.data.set(state.data.map((bound) => bound * kept));
    cx.tape.kernels.widen(state.data, x.data);
    // Kept as 32-bit floats, so that a network copied between kernels of 32 and 64 bits keeps its types.
    state.data.set(state.data.map(Math.fround));
  }
  return keptRange(place, () => state.data);
}

/** The range as training or calibration left it. Throws a RangeError if there was neither. */
export function keptRange({ name }: Place, values: Values): Range {
  const [lo, hi] = Array.from(values(`${name}.range`)) as [number, number];
  if (lo > hi) {
    throw new RangeError(`No value was seen at '${name}': train the network quantized, or calibrate it, before use.`);
  }
  return { lo, hi };
}
