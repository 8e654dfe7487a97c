import { must } from "../../support/errors.js";
import type { Kernels } from "./kernels.js";
import { expectShape, type FloatData, sizeOf, type Tensor } from "./tensor.js";

/** What was computed on the way to a loss, so that gradients can go the way back. */
export interface Tape {
  readonly kernels: Kernels;
  /** Zeros; with a gradient if one of the tensors that it is computed from has one. Lives as long as the tape. */
  readonly tensor: (shape: readonly number[], from?: readonly Tensor[]) => Tensor;
  /** The same, but of any numbers (gradients are zeros): for ops that set all of them. */
  readonly result: (shape: readonly number[], from: readonly Tensor[]) => Tensor;
  /** A copy of the values, without gradient. */
  readonly constant: (shape: readonly number[], values: ArrayLike<number>) => Tensor;
  /** What adds to the gradients of the operands once the gradient of the result is known. */
  readonly record: (backward: () => void) => void;
  /** Gradients of a scalar by all tensors that have one are added to their `grad`. */
  readonly backward: (loss: Tensor) => void;
}

/** Runs a body on a new tape, whose tensors are gone afterwards. */
export function withTape<T>(kernels: Kernels, body: (tape: Tape) => T): T {
  const mark = kernels.mark();
  try {
    return body(createTape(kernels));
  } finally {
    kernels.release(mark);
  }
}

function createTape(kernels: Kernels): Tape {
  const steps: (() => void)[] = [];
  const withGradient = (shape: readonly number[], data: FloatData, from: readonly Tensor[]): Tensor => {
    const wanted = from.some(({ grad }) => grad !== undefined);
    return { shape, data, grad: wanted ? kernels.allocate(data.length) : undefined };
  };
  return {
    kernels,
    tensor: (shape, from = []) => withGradient(shape, kernels.allocate(sizeOf(shape)), from),
    result: (shape, from) => withGradient(shape, kernels.reserve(sizeOf(shape)), from),
    constant: (shape, values) => {
      expectShape(values.length === sizeOf(shape), "constant", shape, [values.length]);
      const data = kernels.reserve(values.length);
      data.set(values);
      return { shape, data, grad: undefined };
    },
    record: (backward) => {
      steps.push(backward);
    },
    backward: (loss) => {
      expectShape(loss.data.length === 1, "loss", loss.shape);
      must(loss.grad, "gradient of the loss")[0] = 1;
      for (const step of steps.toReversed()) step();
    },
  };
}

/** The same numbers in another shape; gradients flow through. */
export function reshape(x: Tensor, shape: readonly number[]): Tensor {
  expectShape(sizeOf(shape) === x.data.length, "reshape", x.shape, shape);
  return { shape, data: x.data, grad: x.grad };
}
