import { outputDims } from "../../ir/window.js";
import { must } from "../../support/errors.js";
import { gathering } from "../autodiff/gathering.js";
import { gather } from "../autodiff/ops/gather.js";
import { reshape } from "../autodiff/tape.js";
import { sizeOf } from "../autodiff/tensor.js";
import { carryBits } from "../quantize/ebops.js";
import type { Layer } from "./layer.js";
import { linear, type WeightQuantizers } from "./linear.js";
import { expectCount } from "./options.js";
import { emittedResult, emittedWeight } from "./quantized.js";
import { emittedChannelsFirst, type WindowOptions, windowAttributes, windowIndex, windowOver } from "./window.js";

export interface ConvOptions extends WeightQuantizers, WindowOptions {
  readonly name: string;
  readonly filters: number;
  /** Of every spatial axis, or one for each. */
  readonly kernelSize: number | readonly number[];
  /** Default true. */
  readonly useBias?: boolean;
}

/** Convolution over [length, channels] to [length', filters]; the weights are [kernel, channels, filters]. */
export function conv1d(x: Layer, options: ConvOptions): Layer {
  return conv(x, 1, options);
}

/** Convolution over [height, width, channels]; the weights are [kernel height, kernel width, channels, filters]. */
export function conv2d(x: Layer, options: ConvOptions): Layer {
  return conv(x, 2, options);
}

/** The elements under every window as one row of a matrix (im2col), times the weights. */
function conv(x: Layer, axes: 1 | 2, options: ConvOptions): Layer {
  const { name, filters, kernelSize } = options;
  expectCount(name, "filters", filters);
  const window = windowOver(name, x.shape, axes, kernelSize, options);
  const [spatial, channels] = [x.shape.slice(0, axes), x.shape[axes] ?? 1];
  const dims = outputDims(window, spatial);
  const taps = sizeOf(window.kernel) * channels;
  const shape = [...dims, filters];
  const index = windowIndex(window, spatial, channels);
  const weights = [...window.kernel, channels, filters];
  const { parameters, apply, weight, bias, accum } = linear(name, weights, shape, options, usesOf(index, taps));
  // Windows that tile the input are rows of it already.
  const tiles = index.length === sizeOf(x.shape) && index.every((from, i) => from === i);
  const row = [sizeOf(dims), taps];
  const windows = gathering(index, row);
  return {
    kind: `Conv${axes}D`,
    name,
    inputs: [x],
    shape,
    parameters,
    forward: (cx, [value]) => {
      const image = must(value, "input");
      const events = image.shape[0] ?? 1;
      const rows = tiles ? reshape(image, [events, ...row]) : gather(cx.tape, image, windows);
      const y = apply(cx, carryBits(cx, rows, image));
      return carryBits(cx, reshape(y, [events, ...shape]), y);
    },
    emit: (cx, [value]) => {
      const spatialAxes = window.kernel.map((_, axis) => axis);
      const kernel = emittedWeight(cx, weight, [axes + 1, axes, ...spatialAxes]);
      const operands = [kernel, ...(bias === undefined ? [] : [emittedWeight(cx, bias)])];
      const y = emittedChannelsFirst(cx, name, axes, must(value, "input"), (first) =>
        cx.node("Conv", name, [first, ...operands], windowAttributes(window)),
      );
      return emittedResult(cx, accum, y);
    },
  };
}

/** How many elements of an event meet each tap: pads don't count. */
function usesOf(index: Int32Array, taps: number): Int32Array {
  const uses = new Int32Array(taps);
  index.forEach((from, i) => {
    if (from >= 0) uses[i % taps] = (uses[i % taps] as number) + 1;
  });
  return uses;
}
