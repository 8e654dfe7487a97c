import { must } from "../../support/errors.js";
import { add, map, multiply, scale } from "../autodiff/ops/elementwise.js";
import { addRow } from "../autodiff/ops/linear.js";
import { moments, multiplyRow } from "../autodiff/ops/moments.js";
import type { Parameter, Tensor } from "../autodiff/tensor.js";
import type { Quantizer, Values } from "../quantize/quantizer.js";
import { ones, zeros } from "./initial.js";
import type { Forward, Layer, ParameterSpec } from "./layer.js";
import { expectOption } from "./options.js";
import { applied, emittedConstant, emittedResult, placed, type Quantized } from "./quantized.js";

export interface BatchNormOptions {
  readonly name: string;
  /** Added to variances; default 1e-3. */
  readonly epsilon?: number;
  /** Share of the old moments in the running ones; default 0.99. */
  readonly momentum?: number;
  /** Of gamma / sqrt(variance + epsilon), which is what the firmware multiplies by. */
  readonly scale?: Quantizer;
  /** Of beta - mean · scale, which is what it adds. */
  readonly offset?: Quantizer;
  /** Of the result: the exact product and sum are assigned to it once. */
  readonly accum?: Quantizer;
}

/**
 * y = x · scale + offset for every channel (the last axis), from the moments of the batch while training and from the
 * running ones otherwise. Source: Ioffe and Szegedy 2015, arXiv 1502.03167.
 */
export function batchNorm(x: Layer, options: BatchNormOptions): Layer {
  const { name, epsilon = 1e-3, momentum = 0.99 } = options;
  expectOption(epsilon > 0, name, `epsilon is ${epsilon}`, "a positive number");
  expectOption(momentum >= 0 && momentum < 1, name, `momentum is ${momentum}`, "0 <= momentum < 1");
  const channels = x.shape.slice(-1);
  const places = {
    scale: placed(`${name}.scale`, "weight", channels, options.scale),
    offset: placed(`${name}.offset`, "weight", channels, options.offset),
    accum: placed(`${name}.accum`, "activation", x.shape, options.accum),
  };
  const own = (key: string, trained: boolean, initial: ParameterSpec["initial"]): ParameterSpec => {
    return { name: `${name}.${key}`, shape: channels, trained, initial };
  };
  return {
    kind: "BatchNorm",
    name,
    inputs: [x],
    shape: x.shape,
    parameters: [
      own("gamma", true, ones),
      own("beta", true, zeros),
      own("moving_mean", false, zeros),
      own("moving_variance", false, ones),
      ...Object.values(places).flatMap(({ parameters }) => parameters),
    ],
    forward: (cx, [value]) => {
      const input = must(value, "input");
      const rows = cx.training ? ofBatch(cx, name, input, { epsilon, momentum }) : ofRunning(cx, name, epsilon, places);
      const factor = cx.training ? applied(cx, places.scale, rows.scale) : rows.scale;
      const offset = cx.training ? applied(cx, places.offset, rows.offset) : rows.offset;
      return applied(cx, places.accum, addRow(cx.tape, multiplyRow(cx.tape, input, factor), offset));
    },
    emit: (cx, [value]) => {
      const running = folded(name, cx.values, epsilon);
      const scaled = cx.node("Mul", name, [must(value, "input"), emittedConstant(cx, places.scale, running.scale)]);
      const y = cx.node("Add", `${name}_offset`, [scaled, emittedConstant(cx, places.offset, running.offset)]);
      return emittedResult(cx, places.accum, y);
    },
  };
}

interface Rows<T> {
  readonly scale: T;
  readonly offset: T;
}

/** From the batch's moments, which the running ones take in. */
function ofBatch(
  { tape, parameter }: Forward,
  name: string,
  x: Tensor,
  { epsilon, momentum }: { readonly epsilon: number; readonly momentum: number },
): Rows<Tensor> {
  const { mean, variance } = moments(tape, x);
  const remember = ({ data }: Parameter, now: Tensor): void =>
    data.forEach((old, c) => {
      data[c] = momentum * old + (1 - momentum) * must(now.data[c], "moment");
    });
  remember(parameter(`${name}.moving_mean`), mean);
  remember(parameter(`${name}.moving_variance`), variance);
  const inverse = map(
    tape,
    variance,
    (v) => 1 / Math.sqrt(v + epsilon),
    (_, y) => -0.5 * y ** 3,
  );
  const factor = multiply(tape, parameter(`${name}.gamma`), inverse);
  const offset = add(tape, parameter(`${name}.beta`), scale(tape, multiply(tape, mean, factor), -1));
  return { scale: factor, offset };
}

/** From the running moments, in doubles whatever the kernels, so that a run and an export quantize the same numbers. */
function ofRunning(
  { tape, parameter, quantized }: Forward,
  name: string,
  epsilon: number,
  places: Rows<Quantized>,
): Rows<Tensor> {
  const values: Values = (key) => parameter(key).data;
  const running = folded(name, values, epsilon);
  const row = (place: Quantized, numbers: Float64Array): Tensor => {
    const { quantizer } = place;
    const held = quantized && quantizer !== undefined ? quantizer.quantized(place, values, numbers) : numbers;
    return tape.constant(place.shape, held);
  };
  return { scale: row(places.scale, running.scale), offset: row(places.offset, running.offset) };
}

function folded(name: string, values: Values, epsilon: number): Rows<Float64Array> {
  const read = (key: string) => values(`${name}.${key}`);
  const [gamma, beta] = [read("gamma"), read("beta")];
  const [mean, variance] = [read("moving_mean"), read("moving_variance")];
  const factor = Float64Array.from(gamma, (g, c) => g / Math.sqrt(must(variance[c], "variance") + epsilon));
  const offset = factor.map((s, c) => must(beta[c], "beta") - must(mean[c], "mean") * s);
  return { scale: factor, offset };
}
