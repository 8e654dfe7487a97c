import { FIRMWARE_TYPES } from "../../../data/events/scaling.js";
import { INPUTS } from "../../../data/events/words.js";
import { parsePrecision } from "../../../fixed/text.js";
import type { ApFixed } from "../../../fixed/types.js";
import { relu } from "../../layers/activation.js";
import { aggregate } from "../../layers/aggregate.js";
import { dense } from "../../layers/dense.js";
import { input } from "../../layers/input.js";
import type { Layer } from "../../layers/layer.js";
import { multiply, subtract } from "../../layers/merge.js";
import { quantized } from "../../layers/quantized.js";
import { gaussianSample } from "../../layers/sample.js";
import { reshape } from "../../layers/shape.js";
import { createModel, type Model } from "../../network.js";
import { fixedQuantizer } from "../../quantize/fixed-quantizer.js";
import { widthQuantizer } from "../../quantize/width-quantizer.js";

/**
 * Activations have more bits than weights, as in AXOL1TL, one of them above all that background reaches: it is the events
 * unlike it that must not saturate.
 */
const activation = (bits: number, signed: boolean) => widthQuantizer({ width: bits + 3, headroom: 1, signed });

/** Dimensions of the VAE's latent space, as in AXOL1TL v3. */
export const LATENT = 8;

/**
 * Autoencoder 57-32-16-3-16-32-57 (after Govorkova et al. 2021, arXiv 2108.03986). Outputs: `reconstruction`, and `score`,
 * the squared error Σ (x - reconstruction)², as the firmware computes it.
 */
export function autoencoderModel(bits: number): Model {
  const x = scaledInput();
  const latent = block(bits, "latent", 3, block(bits, "encoder2", 16, block(bits, "encoder1", 32, x)));
  const decoded = block(bits, "decoder2", 32, block(bits, "decoder1", 16, latent));
  const reconstruction = result(bits, "reconstruction", INPUTS, decoded);
  const error = subtract(x, reconstruction, { name: "error" });
  return createModel("autoencoder", { reconstruction, score: sumOfSquares(error) });
}

/**
 * Variational autoencoder 57-32-16-8-16-32-57, of which the encoder is deployed: `score` = Σ μ², as in AXOL1TL. The other
 * outputs, and the input `noise`, are for training.
 */
export function vaeModel(bits: number): Model {
  const x = scaledInput();
  const encoded = block(bits, "encoder2", 16, block(bits, "encoder1", 32, x));
  const mean = result(bits, "mean", LATENT, encoded);
  const logVariance = dense(encoded, { name: "log_variance", units: LATENT });
  const drawn = gaussianSample({ name: "drawn", mean, logVariance, noise: input("noise", [LATENT]) });
  const decoded = relu(
    dense(relu(dense(drawn, { name: "decoder1", units: 16 }), { name: "decoder1_relu" }), {
      name: "decoder2",
      units: 32,
    }),
    { name: "decoder2_relu" },
  );
  const reconstruction = dense(decoded, { name: "reconstruction", units: INPUTS });
  return createModel("vae", { reconstruction, mean, log_variance: logVariance, score: sumOfSquares(mean) });
}

function scaledInput(): Layer {
  const type = parsePrecision(FIRMWARE_TYPES.result) as ApFixed;
  return quantized(input("scaled", [INPUTS]), { name: "digits", type: fixedQuantizer(type) });
}

function block(bits: number, name: string, units: number, x: Layer): Layer {
  const type = widthQuantizer({ width: bits });
  const sum = dense(x, { name, units, weight: type, bias: type });
  return relu(sum, { name: `${name}_relu`, type: activation(bits, false) });
}

/** A layer whose sums are the result, of either sign. */
function result(bits: number, name: string, units: number, x: Layer): Layer {
  const type = widthQuantizer({ width: bits });
  return dense(x, {
    name,
    units,
    weight: type,
    bias: type,
    accum: activation(bits, true),
  });
}

/** Exact: as wide as it has to be. */
function sumOfSquares(x: Layer): Layer {
  const squares = multiply(x, x, { name: `${x.name}_squared` });
  const column = reshape(squares, { name: `${x.name}_column`, shape: [...x.shape, 1] });
  return aggregate(column, { name: "score", function: "sum" });
}
