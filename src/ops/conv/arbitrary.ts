import type { Choice, Instance } from "../../ir/op.js";
import type { TensorType } from "../../ir/tensor.js";
import { arbitraryWindow } from "../../ir/window-arbitrary.js";
import type { ConvAttrs } from "./index.js";

const STRATEGIES = ["Latency", "Resource", "Unrolled"] as const;

/** A random convolution over all but the last axis of `x`, which holds the channels. */
export function arbitraryConv(choose: Choice, x: TensorType): Instance<ConvAttrs> | undefined {
  const window = arbitraryWindow(choose, x.shape.slice(0, -1));
  if (window === undefined) return undefined;
  const channels = x.shape.at(-1) ?? 1;
  const groups = choose.pick([1, 1, channels]);
  const weightShape = [groups, ...window.kernel, channels / groups, choose.int(1, 3)];
  const attrs: ConvAttrs = {
    ...window,
    accum: choose.bool() ? choose.apFixed(24) : undefined,
    strategy: choose.pick(STRATEGIES),
    reuse: choose.int(1, 8),
  };
  const weight = choose.constant(weightShape, choose.type(8));
  const bias = choose.constant([groups * (weightShape.at(-1) ?? 1)], choose.type(10));
  return { attrs, ins: choose.bool() ? [x, weight, bias] : [x, weight] };
}
