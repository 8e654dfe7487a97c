import type { Random } from "../../support/random.js";
import type { ParameterSpec } from "./layer.js";

type Initial = ParameterSpec["initial"];

export const zeros: Initial = (_, size) => new Float64Array(size);
export const ones: Initial = (_, size) => new Float64Array(size).fill(1);

/** Uniform within ±√(6 / (inputs + outputs)). Source: Glorot and Bengio 2010. */
export function glorotUniform(inputs: number, outputs: number): Initial {
  const limit = Math.sqrt(6 / (inputs + outputs));
  return (random: Random, size) => Float64Array.from({ length: size }, () => limit * (2 * random.uniform() - 1));
}
