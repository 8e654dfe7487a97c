import type { ImportContext } from "./import.js";
import { sizeOf } from "./tensor.js";
import { outputDims, span, type Window, windowSize } from "./window.js";

/** Spatial ranks that the kernels know. */
const RANKS = [1, 2];

/**
 * The window that a node's attributes describe: kernel_shape, strides, dilations, pads, auto_pad and ceil_mode (which
 * ends as more pads after the last pixel). Reports mistakes and returns undefined.
 */
export function readWindow(
  cx: ImportContext,
  spatial: readonly number[],
  kernel: readonly number[],
): Window | undefined {
  const rank = spatial.length;
  if (!RANKS.includes(rank)) {
    cx.fail("BX1127", { rank, supported: RANKS.join(", ") });
    return undefined;
  }
  const ones = new Array<number>(rank).fill(1);
  const [strides, dilations] = [cx.ints("strides", ones), cx.ints("dilations", ones)];
  const explicit = cx.ints("pads", new Array<number>(2 * rank).fill(0));
  const valid =
    expect(cx, "kernel_shape", kernel, rank, 1) &&
    expect(cx, "strides", strides, rank, 1) &&
    expect(cx, "dilations", dilations, rank, 1) &&
    expect(cx, "pads", explicit, 2 * rank, 0);
  if (!valid) return undefined;
  const pads = padsOf(cx, { kernel, strides, dilations, pads: explicit }, spatial);
  if (pads === undefined) return undefined;
  const window = { kernel, strides, dilations, pads };
  const fitted =
    cx.int("ceil_mode", 0) === 0 || cx.numerics.ignores("ceil_mode")
      ? window
      : { ...window, pads: ceilPads(window, spatial) };
  const dims = outputDims(fitted, spatial);
  if (dims.every((length) => length >= 1))
    return cx.affords(dims, sizeOf(dims) * windowSize(fitted)) ? fitted : undefined;
  cx.fail("BX1126", { attribute: "kernel_shape", value: kernel, expected: `a window within the padded input` });
  return undefined;
}

function expect(
  cx: ImportContext,
  attribute: string,
  value: readonly number[],
  length: number,
  least: number,
): boolean {
  if (value.length === length && value.every((v) => v >= least)) return true;
  cx.fail("BX1126", { attribute, value, expected: `${length} integers of at least ${least}` });
  return false;
}

function padsOf(cx: ImportContext, window: Window, spatial: readonly number[]): readonly number[] | undefined {
  const mode = cx.string("auto_pad", "NOTSET");
  if (mode === "NOTSET") return window.pads;
  if (mode === "VALID") return window.pads.map(() => 0);
  if (mode !== "SAME_UPPER" && mode !== "SAME_LOWER") {
    cx.fail("BX1112", { attribute: "auto_pad", value: mode, supported: "NOTSET, SAME_UPPER, SAME_LOWER, VALID" });
    return undefined;
  }
  const totals = spatial.map((length, axis) => {
    const stride = window.strides[axis] ?? 1;
    const reach =
      (Math.ceil(length / stride) - 1) * stride + span(window.kernel[axis] ?? 1, window.dilations[axis] ?? 1);
    return Math.max(0, reach - length);
  });
  const smaller = totals.map((total) => Math.floor(total / 2));
  const larger = totals.map((total) => Math.ceil(total / 2));
  return mode === "SAME_UPPER" ? [...smaller, ...larger] : [...larger, ...smaller];
}

/** Pads that make room for a last window that hangs over the end, as long as it starts on the input or its first pads. */
function ceilPads(window: Window, spatial: readonly number[]): readonly number[] {
  const { kernel, strides, dilations, pads } = window;
  const rank = spatial.length;
  const ends = spatial.map((length, axis) => {
    const [stride, begin, end] = [strides[axis] ?? 1, pads[axis] ?? 0, pads[axis + rank] ?? 0];
    const reach = span(kernel[axis] ?? 1, dilations[axis] ?? 1);
    const count = Math.ceil((length + begin + end - reach) / stride) + 1;
    const kept = (count - 1) * stride >= length + begin ? count - 1 : count;
    return Math.max(end, (kept - 1) * stride + reach - length - begin);
  });
  return [...pads.slice(0, rank), ...ends];
}
