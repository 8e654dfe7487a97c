import type { UnaryFunction } from "../../ir/import.js";
import { assertNever } from "../../support/errors.js";

/** The functions that become tables, in doubles. All of them rise monotonically. */
export function unary(fn: UnaryFunction, x: number): number {
  switch (fn) {
    case "sigmoid":
      return 1 / (1 + Math.exp(-x));
    case "tanh":
      return Math.tanh(x);
    case "softplus":
      // log1p(exp(x)) without overflow for large x.
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    case "softsign":
      return x / (1 + Math.abs(x));
    default:
      return assertNever(fn, "unary function");
  }
}

/** Constants of Selu (Klambauer et al. 2017), as ONNX gives them. */
export const SELU_ALPHA = 1.6732632423543772;
export const SELU_SCALE = 1.0507009873554805;
