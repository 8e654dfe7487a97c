import type { TensorDescription } from "../../frontend/onnx/encode.js";
import { createRandom } from "../../support/random.js";

/** Draws float32 tensors for networks that nobody has trained. */
export interface WeightSource {
  /** Normal with standard deviation `scale(index of the last axis)`. */
  readonly normal: (name: string, shape: readonly number[], scale: (last: number) => number) => TensorDescription;
  /** Normal, of the size that keeps the spread of values through a ReLU layer (He et al., arXiv 1502.01852). */
  readonly layer: (name: string, shape: readonly number[], inputs: number) => TensorDescription;
  readonly bias: (name: string, length: number) => TensorDescription;
}

/** Every tensor has a stream of its own, so that a change of one leaves the others as they are. */
export function createWeights(seed: number, network: string): WeightSource {
  const normal: WeightSource["normal"] = (name, shape, scale) => {
    const random = createRandom(seed, `${network}/${name}`);
    const length = shape.reduce((product, dim) => product * dim, 1);
    const last = shape.at(-1) ?? 1;
    return { shape, data: Float32Array.from({ length }, (_, i) => scale(i % last) * random.normal()) };
  };
  return {
    normal,
    layer: (name, shape, inputs) => normal(name, shape, () => Math.sqrt(2 / inputs)),
    bias: (name, length) => normal(name, [length], () => 0.1),
  };
}

/** Says in the file itself that nothing was learned. */
export const UNTRAINED = { weights: "seeded random weights, not trained" };
