import { referenceKernels } from "../../autodiff/reference-kernels.js";
import type { Columns } from "../../data/columns.js";
import { fits } from "../../export/sum-bits.js";
import { predict } from "../../fit/evaluate.js";
import { createNetwork, type Network, stateOf } from "../../network.js";
import { type Agreement, agreementOf } from "../firmware.js";
import type { Chain } from "./chain.js";

/** Events at once: 250 tracks each. */
export const EVENTS_AT_ONCE = 64;

/**
 * The trainer's quantized forward pass of the whole chain against the integers of its exported parts: every weight of a
 * track, bin of the histogram and of the pattern, vertex and logit.
 */
export function chainAgreement(network: Network, chain: Chain, data: Columns, integers: Columns): Agreement {
  const floatBits = Object.values(chain).every((part) => fits(part.network)) ? 32 : 64;
  const { model } = network;
  const exact = floatBits === 32 ? network : createNetwork(model, referenceKernels(64), { state: stateOf(network) });
  const own = predict(exact, data, { quantized: true, batch: EVENTS_AT_ONCE });
  return agreementOf(own, integers, floatBits);
}
