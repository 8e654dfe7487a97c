import type { AttributeDescription } from "../../frontend/onnx/encode.js";
import { outputDims, type Window, windowTaps } from "../../ir/window.js";
import { sizeOf } from "../autodiff/tensor.js";
import type { Emitter } from "../export/emitter.js";
import { expectCount, expectOption, shownShape } from "./options.js";

/** How a window moves over the axes before the channels: one number for all of them, or one each. */
export interface WindowOptions {
  readonly strides?: number | readonly number[];
  /** "valid" (default): windows lie inside the input; "same": ceil(length / stride) of them, pads at both ends. */
  readonly padding?: "valid" | "same";
}

/** The window of a layer over [...spatial, channels]. */
export function windowOver(
  name: string,
  shape: readonly number[],
  axes: 1 | 2,
  size: number | readonly number[],
  { strides = 1, padding = "valid" }: WindowOptions,
): Window {
  const axesNames = axes === 1 ? "[length, channels]" : "[height, width, channels]";
  expectOption(shape.length === axes + 1, name, `the input has shape ${shownShape(shape)}`, axesNames);
  const kernel = each(name, "size of the window", size, axes);
  const steps = each(name, "strides", strides, axes);
  expectOption(padding === "valid" || padding === "same", name, `padding is '${padding}'`, "'valid' or 'same'");
  const spatial = shape.slice(0, axes);
  const totals = spatial.map((length, axis) => {
    const [stride, span] = [steps[axis] as number, kernel[axis] as number];
    return padding === "same" ? Math.max(0, (Math.ceil(length / stride) - 1) * stride + span - length) : 0;
  });
  const pads = [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
  const window: Window = { kernel, strides: steps, dilations: kernel.map(() => 1), pads };
  const fits = outputDims(window, spatial).every((length) => length >= 1);
  expectOption(fits, name, `a window of ${shownShape(kernel)} on ${shownShape(spatial)}`, "one within the input");
  return window;
}

function each(name: string, option: string, value: number | readonly number[], axes: number): readonly number[] {
  const values = typeof value === "number" ? new Array<number>(axes).fill(value) : value;
  expectOption(values.length === axes, name, `${option} is ${shownShape(values)}`, `${axes} number(s)`);
  for (const one of values) expectCount(name, option, one);
  return values;
}

/** Flat indices of an event's elements [...spatial, channels] under each window: [out, kernel, channels], pads -1. */
export function windowIndex(window: Window, spatial: readonly number[], channels: number): Int32Array {
  const taps = windowTaps(window, spatial);
  const places = sizeOf(window.kernel);
  const index = new Int32Array(taps.length * places * channels).fill(-1);
  taps.forEach((pixels, out) => {
    for (const { kernel, pixel } of pixels)
      for (let c = 0; c < channels; c++) index[(out * places + kernel) * channels + c] = pixel * channels + c;
  });
  return index;
}

export function windowAttributes({ kernel, strides, pads }: Window): Readonly<Record<string, AttributeDescription>> {
  return { kernel_shape: { ints: kernel }, strides: { ints: strides }, pads: { ints: pads } };
}

/** Writes a node that wants its input channels first, between the Transposes that exporters write around it. */
export function emittedChannelsFirst(
  cx: Emitter,
  name: string,
  axes: number,
  x: string,
  write: (x: string) => string,
): string {
  const spatial = Array.from({ length: axes }, (_, axis) => axis + 1);
  const toFirst = { perm: { ints: [0, axes + 1, ...spatial] } };
  const toLast = { perm: { ints: [0, ...spatial.map((axis) => axis + 1), 1] } };
  const y = write(cx.node("Transpose", `${name}_channels_first`, [x], toFirst));
  return cx.node("Transpose", `${name}_channels_last`, [y], toLast);
}
