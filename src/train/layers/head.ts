import { must } from "../../support/errors.js";
import { map, sigmoid as sigmoidOf } from "../autodiff/ops/elementwise.js";
import { softmax as softmaxOf } from "../autodiff/ops/softmax.js";
import type { Tape } from "../autodiff/tape.js";
import type { Tensor } from "../autodiff/tensor.js";
import type { NodeSettings } from "../export/emitter.js";
import type { ActivationOptions } from "./activation.js";
import { compiledOr, type Layer } from "./layer.js";
import { applied, emittedResult, placed } from "./quantized.js";

/** `precision.table`: type of the entries; `tableSize`: how many, default 1024. */
export interface TableOptions extends ActivationOptions, Omit<NodeSettings, "implementation"> {}

/** `precision`: `exp_table`, `inv_table`, `accum`, `inv_inp`, `inp_norm`; `implementation`: stable (default) or argmax. */
export interface SoftmaxOptions extends ActivationOptions, NodeSettings {}

/** 1 / (1 + e^-x) */
export function sigmoid(x: Layer, options: TableOptions): Layer {
  return tabulated("Sigmoid", x, options, sigmoidOf);
}

export function tanh(x: Layer, options: TableOptions): Layer {
  return tabulated("Tanh", x, options, (tape, value) => map(tape, value, Math.tanh, (_, y) => 1 - y * y));
}

/** e^x / Σ e^x over the last axis. */
export function softmax(x: Layer, options: SoftmaxOptions): Layer {
  return tabulated("Softmax", x, options, softmaxOf);
}

/** A function that is smooth while training and the compiler's tables where a quantized run is exact. */
function tabulated(kind: string, x: Layer, options: SoftmaxOptions, float: (tape: Tape, x: Tensor) => Tensor): Layer {
  const { name, type, ...settings } = options;
  const result = placed(`${name}.result`, "activation", x.shape, type);
  return {
    kind,
    name,
    inputs: [x],
    shape: x.shape,
    parameters: result.parameters,
    forward: (cx, [value]) => {
      const input = must(value, "input");
      return applied(
        cx,
        result,
        compiledOr(cx, name, input, x.shape, () => float(cx.tape, input)),
      );
    },
    emit: (cx, [value]) => {
      const y = cx.node(kind, name, [must(value, "input")], kind === "Softmax" ? { axis: { int: -1 } } : {});
      cx.configure(name, settings);
      return emittedResult(cx, result, y);
    },
  };
}
