import { assertNever, must } from "../../support/errors.js";
import { scale } from "../autodiff/ops/elementwise.js";
import { maxAxis, sumAxis } from "../autodiff/ops/reduce.js";
import { reshape, type Tape } from "../autodiff/tape.js";
import { sizeOf, type Tensor } from "../autodiff/tensor.js";
import type { Emitter } from "../export/emitter.js";
import { carryBits } from "../quantize/ebops.js";
import type { ActivationOptions } from "./activation.js";
import { compiledOr, type Layer } from "./layer.js";
import { multiply } from "./merge.js";
import { expectOption, shownShape } from "./options.js";
import { dividesExactly } from "./pool.js";
import { applied, emittedResult, placed } from "./quantized.js";
import { reshape as reshaped } from "./shape.js";

export interface AggregateOptions extends ActivationOptions {
  readonly function: "mean" | "sum" | "max";
  /** 1 for members of the set, 0 for padding, shape [n]: padding counts as zeros. A mean still divides by n. */
  readonly mask?: Layer;
}

/** The sum over sets of deep sets (Zaheer et al. 2017), or their mean or maximum: [n, features] to [features]. */
export function aggregate(x: Layer, { mask, ...options }: AggregateOptions): Layer {
  const { name } = options;
  expectOption(x.shape.length === 2, name, `the input has shape ${shownShape(x.shape)}`, "[members, features]");
  if (mask === undefined) return reduced(x, options);
  const column = reshaped(mask, { name: `${name}_mask`, shape: [...mask.shape, 1] });
  return reduced(multiply(x, column, { name: `${name}_masked` }), options);
}

/** Mean of every channel: [..., channels] to [channels]. */
export function globalAveragePool(x: Layer, options: ActivationOptions): Layer {
  return reduced(x, { ...options, function: "mean" });
}

/** Maximum of every channel: [..., channels] to [channels]. */
export function globalMaxPool(x: Layer, options: ActivationOptions): Layer {
  return reduced(x, { ...options, function: "max" });
}

type Fn = AggregateOptions["function"];

const OPS = { mean: "ReduceMean", sum: "ReduceSum", max: "ReduceMax" } as const;

/** Over all axes but the last. */
function reduced(x: Layer, { name, type, function: fn }: Omit<AggregateOptions, "mask">): Layer {
  expectOption(fn in OPS, name, `function is '${fn}'`, Object.keys(OPS).join(", "));
  const shape = x.shape.slice(-1);
  const count = sizeOf(x.shape.slice(0, -1));
  const result = placed(`${name}.result`, "activation", shape, type);
  return {
    kind: OPS[fn],
    name,
    inputs: [x],
    shape,
    parameters: result.parameters,
    forward: (cx, [value]) => {
      const set = must(value, "input");
      const float = () => reduce(cx.tape, reshape(set, [set.shape[0] ?? 1, count, ...shape]), fn, count);
      const y = fn === "mean" && !dividesExactly(count) ? compiledOr(cx, name, set, shape, float) : float();
      return applied(cx, result, fn === "max" ? carryBits(cx, y, set) : y);
    },
    emit: (cx, [value]) => emittedResult(cx, result, emitted(cx, name, fn, must(value, "input"), x.shape.length - 1)),
  };
}

function reduce(tape: Tape, set: Tensor, fn: Fn, count: number): Tensor {
  switch (fn) {
    case "max":
      return maxAxis(tape, set, 1);
    case "sum":
      return sumAxis(tape, set, 1);
    case "mean":
      return scale(tape, sumAxis(tape, set, 1), 1 / count);
    default:
      return assertNever(fn, "aggregation");
  }
}

/** ReduceSum takes its axes as an operand from opset 13 on, the others from 18. */
function emitted(cx: Emitter, name: string, fn: Fn, x: string, count: number): string {
  const axes = Array.from({ length: count }, (_, axis) => axis + 1);
  const keepdims = { int: 0 };
  if (fn !== "sum") return cx.node(OPS[fn], name, [x], { axes: { ints: axes }, keepdims });
  return cx.node(OPS[fn], name, [x, cx.constant(`${name}.axes`, [count], axes, "int64")], { keepdims });
}
