import { broadcastShape } from "../../ir/broadcast.js";
import { must } from "../../support/errors.js";
import { concat as concatOf } from "../autodiff/ops/concat.js";
import { add as addOf, multiply as multiplyOf, scale } from "../autodiff/ops/elementwise.js";
import { expand } from "../autodiff/ops/gather.js";
import type { Tape } from "../autodiff/tape.js";
import type { Tensor } from "../autodiff/tensor.js";
import { carryBits } from "../quantize/ebops.js";
import type { ActivationOptions } from "./activation.js";
import type { Layer } from "./layer.js";
import { expectOption, shownShape } from "./options.js";
import { applied, emittedResult, placed } from "./quantized.js";
import { eventAxis } from "./shape.js";

/** a + b, element by element; axes of length 1 repeat. */
export function add(a: Layer, b: Layer, options: ActivationOptions): Layer {
  return merge("Add", a, b, options, addOf);
}

/** a - b, element by element; axes of length 1 repeat. */
export function subtract(a: Layer, b: Layer, options: ActivationOptions): Layer {
  return merge("Sub", a, b, options, (tape, x, y) => addOf(tape, x, scale(tape, y, -1)));
}

/** a · b, element by element; axes of length 1 repeat. */
export function multiply(a: Layer, b: Layer, options: ActivationOptions): Layer {
  return merge("Mul", a, b, options, multiplyOf);
}

function merge(
  op: string,
  a: Layer,
  b: Layer,
  { name, type }: ActivationOptions,
  compute: (tape: Tape, a: Tensor, b: Tensor) => Tensor,
): Layer {
  const shape = a.shape.length === b.shape.length ? broadcastShape(a.shape, b.shape) : undefined;
  const given = `the inputs have shapes ${shownShape(a.shape)} and ${shownShape(b.shape)}`;
  expectOption(shape !== undefined, name, given, "shapes that are equal but for axes of length 1");
  const result = placed(`${name}.result`, "activation", shape, type);
  return {
    kind: op,
    name,
    inputs: [a, b],
    shape,
    parameters: result.parameters,
    forward: (cx, values) => {
      const [x, y] = values.map((value) => expand(cx.tape, value, shape));
      return applied(cx, result, compute(cx.tape, must(x, "a"), must(y, "b")));
    },
    emit: (cx, values) => emittedResult(cx, result, cx.node(op, name, values)),
  };
}

export interface ConcatOptions extends ActivationOptions {
  /** Default: the last. Counted from 0 without the events; negative from the end. */
  readonly axis?: number;
}

/** Tensors one after the other along an axis. */
export function concat(xs: readonly Layer[], { name, type, axis = -1 }: ConcatOptions): Layer {
  const [first] = xs;
  expectOption(first !== undefined, name, "there are no inputs", "at least one");
  const along = eventAxis(name, axis, first.shape);
  const rest = ({ shape }: Layer): string => String(shape.map((length, i) => (i === along ? -1 : length)));
  const shapes = xs.map((x) => shownShape(x.shape)).join(", ");
  const fit = xs.every((x) => rest(x) === rest(first));
  expectOption(fit, name, `the inputs have shapes ${shapes}`, `shapes that are equal but for axis ${along}`);
  const total = xs.reduce((sum, x) => sum + must(x.shape[along], "axis"), 0);
  const shape = first.shape.with(along, total);
  const result = placed(`${name}.result`, "activation", shape, type);
  return {
    kind: "Concat",
    name,
    inputs: xs,
    shape,
    parameters: result.parameters,
    forward: (cx, values) => applied(cx, result, carryBits(cx, concatOf(cx.tape, values, along + 1), ...values)),
    emit: (cx, values) => emittedResult(cx, result, cx.node("Concat", name, values, { axis: { int: along + 1 } })),
  };
}
