import { mlp } from "./mlp.js";

const WIDTHS = [57, 32, 16, 3, 16, 32, 57];

/**
 * An autoencoder of the size that looks for anomalies in a trigger's 57 kinematic values (Govorkova et al.,
 * arXiv 2108.03986), with random weights: ReLU between, three values in the middle, nothing after the last layer.
 */
export function autoencoder(): Uint8Array {
  const seed = 57_32_16_3;
  return mlp({ name: "autoencoder", seed, widths: WIDTHS, input: "x", output: "y", softmax: false }, "Gemm");
}
