import type { Choice, Instance } from "../../ir/op.js";
import type { TensorType } from "../../ir/tensor.js";
import type { NormalizeAttrs } from "./index.js";

/** Random scale and bias, each for all elements, per channel or per element. */
export function arbitraryNormalize(choose: Choice, x: TensorType): Instance<NormalizeAttrs> {
  const shape = (): readonly number[] => choose.pick([[1], x.shape.slice(-1), x.shape]);
  const constant = () => choose.constant(shape(), choose.type(10));
  return { attrs: {}, ins: [x, constant(), constant()] };
}
