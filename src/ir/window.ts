import { sizeOf } from "./tensor.js";

/** How a window moves over the spatial axes of its input; attributes as in ONNX, one entry an axis. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Pixels added before the first of each axis, then those after the last: [x1_begin, x2_begin, ..., x1_end, ...]. */
  readonly pads: readonly number[];
}

/** One real pixel under a window: flat index into the kernel and into the input's spatial axes. */
export interface Tap {
  readonly kernel: number;
  readonly pixel: number;
}

/** Pixels from the first to the last that a dilated kernel covers. */
export function span(kernel: number, dilation: number): number {
  return (kernel - 1) * dilation + 1;
}

function outputLength(window: Window, axis: number, length: number): number {
  const { kernel, strides, dilations, pads } = window;
  const padded = length + (pads[axis] ?? 0) + (pads[axis + kernel.length] ?? 0);
  return Math.floor((padded - span(kernel[axis] ?? 1, dilations[axis] ?? 1)) / (strides[axis] ?? 1)) + 1;
}

export function outputDims(window: Window, spatial: readonly number[]): readonly number[] {
  return spatial.map((length, axis) => outputLength(window, axis, length));
}

/** For each output pixel, row-major, the real pixels under its window in the kernel's order; pads have none. */
export function windowTaps(window: Window, spatial: readonly number[]): readonly (readonly Tap[])[] {
  let windows: Tap[][] = [[{ kernel: 0, pixel: 0 }]];
  spatial.forEach((length, axis) => {
    const kernel = window.kernel[axis] ?? 1;
    const lines = axisTaps(window, axis, length, 0, 0);
    const extend = (outer: Tap, line: readonly Tap[]): Tap[] =>
      line.map((tap) => ({ kernel: outer.kernel * kernel + tap.kernel, pixel: outer.pixel * length + tap.pixel }));
    windows = windows.flatMap((outers) => lines.map((line) => outers.flatMap((outer) => extend(outer, line))));
  });
  return windows;
}

/** For each output pixel how many pixels of its window are real or among the `counted` pads (as `Window.pads`). */
export function windowCounts(
  window: Window,
  spatial: readonly number[],
  counted: readonly number[],
): readonly number[] {
  let counts = [1];
  spatial.forEach((length, axis) => {
    const lines = axisTaps(window, axis, length, counted[axis] ?? 0, counted[axis + spatial.length] ?? 0);
    counts = counts.flatMap((outer) => lines.map((line) => outer * line.length));
  });
  return counts;
}

/** Per output position along an axis the kernel positions that meet a pixel of [-before, length + after). */
function axisTaps(window: Window, axis: number, length: number, before: number, after: number): readonly Tap[][] {
  const [stride, dilation] = [window.strides[axis] ?? 1, window.dilations[axis] ?? 1];
  return Array.from({ length: outputLength(window, axis, length) }, (_, o) =>
    Array.from({ length: window.kernel[axis] ?? 1 }, (_, k) => ({
      kernel: k,
      pixel: o * stride - (window.pads[axis] ?? 0) + k * dilation,
    })).filter(({ pixel }) => pixel >= -before && pixel < length + after),
  );
}

/** Configuration fields that kernels over windows share; a 1-D window is one row high. */
export function windowConfig(window: Window, spatial: readonly number[]): Readonly<Record<string, number>> {
  return {
    ...heightAndWidth("in", spatial, 1),
    ...heightAndWidth("out", outputDims(window, spatial), 1),
    ...heightAndWidth("filt", window.kernel, 1),
    ...heightAndWidth("stride", window.strides, 1),
    ...heightAndWidth("dilation", window.dilations, 1),
    ...heightAndWidth("pad", window.pads.slice(0, spatial.length), 0),
  };
}

/** Fields `<name>_height` and `<name>_width` from one or two numbers. */
export function heightAndWidth(
  name: string,
  values: readonly number[],
  missing: number,
): Readonly<Record<string, number>> {
  const [height, width] = values.length === 1 ? [missing, values[0]] : values;
  return { [`${name}_height`]: height ?? missing, [`${name}_width`]: width ?? missing };
}

/** Number of positions in the kernel. */
export function windowSize({ kernel }: Window): number {
  return sizeOf(kernel);
}
