import { outputDims, windowCounts } from "../../ir/window.js";
import { must } from "../../support/errors.js";
import { gathering } from "../autodiff/gathering.js";
import { gather } from "../autodiff/ops/gather.js";
import { multiplyRow } from "../autodiff/ops/moments.js";
import { maxAxis, sumAxis } from "../autodiff/ops/reduce.js";
import { reshape, type Tape } from "../autodiff/tape.js";
import { sizeOf, type Tensor } from "../autodiff/tensor.js";
import { carryBits } from "../quantize/ebops.js";
import type { ActivationOptions } from "./activation.js";
import { compiledOr, type Layer } from "./layer.js";
import { applied, emittedResult, placed } from "./quantized.js";
import { emittedChannelsFirst, type WindowOptions, windowAttributes, windowIndex, windowOver } from "./window.js";

export interface PoolOptions extends ActivationOptions, WindowOptions {
  /** Of every spatial axis, or one for each; strides are the same by default. */
  readonly poolSize: number | readonly number[];
}

/** Maximum of every window over [length, channels]. */
export function maxPool1d(x: Layer, options: PoolOptions): Layer {
  return pool(x, 1, "MaxPool", options);
}

/** Average of every window over [length, channels]; pads don't count. */
export function averagePool1d(x: Layer, options: PoolOptions): Layer {
  return pool(x, 1, "AveragePool", options);
}

/** Maximum of every window over [height, width, channels]. */
export function maxPool2d(x: Layer, options: PoolOptions): Layer {
  return pool(x, 2, "MaxPool", options);
}

/** Average of every window over [height, width, channels]; pads don't count. */
export function averagePool2d(x: Layer, options: PoolOptions): Layer {
  return pool(x, 2, "AveragePool", options);
}

function pool(x: Layer, axes: 1 | 2, kind: "MaxPool" | "AveragePool", options: PoolOptions): Layer {
  const { name, poolSize, type } = options;
  const window = windowOver(name, x.shape, axes, poolSize, { strides: poolSize, ...options });
  const [spatial, channels] = [x.shape.slice(0, axes), x.shape[axes] ?? 1];
  const shape = [...outputDims(window, spatial), channels];
  const result = placed(`${name}.result`, "activation", shape, type);
  const columns = [sizeOf(shape) / channels, sizeOf(window.kernel), channels];
  const windows = gathering(windowIndex(window, spatial, channels), columns);
  const counts = windowCounts(
    window,
    spatial,
    window.pads.map(() => 0),
  );
  const maximum = (tape: Tape, image: Tensor): Tensor =>
    maxAxis(tape, gather(tape, image, windows, Number.NEGATIVE_INFINITY), 2);
  const average = (tape: Tape, image: Tensor): Tensor => {
    const sums = sumAxis(tape, gather(tape, image, windows), 2);
    const shares = counts.flatMap((count) => new Array<number>(channels).fill(1 / count));
    return multiplyRow(
      tape,
      reshape(sums, [sums.shape[0] ?? 1, shares.length]),
      tape.constant([shares.length], shares),
    );
  };
  const isMax = kind === "MaxPool";
  return {
    kind: `${kind}${axes}D`,
    name,
    inputs: [x],
    shape,
    parameters: result.parameters,
    forward: (cx, [value]) => {
      const image = must(value, "input");
      const float = () => reshape((isMax ? maximum : average)(cx.tape, image), [image.shape[0] ?? 1, ...shape]);
      if (isMax) return applied(cx, result, carryBits(cx, float(), image));
      return applied(cx, result, counts.every(dividesExactly) ? float() : compiledOr(cx, name, image, shape, float));
    },
    emit: (cx, [value]) => {
      const y = emittedChannelsFirst(cx, name, axes, must(value, "input"), (first) =>
        cx.node(kind, name, [first], windowAttributes(window)),
      );
      return emittedResult(cx, result, y);
    },
  };
}

/** Quotients by powers of two lose nothing; others are the compiler's to truncate. */
export function dividesExactly(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
