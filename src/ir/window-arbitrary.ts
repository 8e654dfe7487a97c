import type { Choice } from "./op.js";
import { outputDims, type Window } from "./window.js";

/** A random window that fits over one or two spatial axes; undefined where there are none, or more. */
export function arbitraryWindow(choose: Choice, spatial: readonly number[]): Window | undefined {
  if (spatial.length < 1 || spatial.length > 2) return undefined;
  const window: Window = {
    kernel: spatial.map((length) => choose.int(1, Math.min(3, length + 1))),
    strides: spatial.map(() => choose.int(1, 2)),
    dilations: spatial.map(() => choose.pick([1, 1, 1, 2])),
    pads: [...spatial, ...spatial].map(() => choose.pick([0, 0, 1, 2])),
  };
  return outputDims(window, spatial).every((length) => length >= 1) ? window : undefined;
}
