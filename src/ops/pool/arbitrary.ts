import type { Choice, Instance } from "../../ir/op.js";
import type { TensorType } from "../../ir/tensor.js";
import { windowCounts } from "../../ir/window.js";
import { arbitraryWindow } from "../../ir/window-arbitrary.js";
import type { PoolAttrs } from "./index.js";

/** A random pooling over all but the last axis of `x` whose windows all meet a real pixel. */
export function arbitraryPool(choose: Choice, x: TensorType): Instance<PoolAttrs> | undefined {
  const spatial = x.shape.slice(0, -1);
  const window = arbitraryWindow(choose, spatial);
  const none = (window?.pads ?? []).map(() => 0);
  if (window === undefined || windowCounts(window, spatial, none).includes(0)) return undefined;
  const fn = choose.pick(["max", "average"] as const);
  const counted = fn === "average" && choose.bool() ? window.pads : none;
  return { attrs: { ...window, fn, counted, accum: choose.bool() ? choose.apFixed(24) : undefined }, ins: [x] };
}
