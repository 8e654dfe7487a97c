import type { Loss, LossStep } from "./loss.js";
import { bitCost, sumOfLosses } from "./losses.js";
import type { Hook } from "./options.js";

export interface EbopsTargetOptions {
  /** Effective bit operations that one event may cost, over all layers. */
  readonly target: number;
  /** What a network of twice the target pays at first; default 0.05. */
  readonly multiplier?: number;
  /** Factor of the multiplier after every epoch above the target, and its divisor below; default 1.5. */
  readonly growth?: number;
}

/** A loss and the hook that goes with it. */
export interface EbopsTarget {
  readonly loss: Loss;
  readonly hook: Hook;
}

/**
 * Trains learned bits to a budget: loss + multiplier · max(0, EBOPs / target - 1), with a multiplier (beta in HGQ, arXiv
 * 2405.00645, section III) that follows the distance from the target. It starts low, since a price far above the slopes of
 * the loss takes bits from all weights alike, whatever they are good for. Throws a RangeError while training if a layer
 * with weights lacks the types that its cost is computed from.
 */
export function ebopsTarget(loss: Loss, { target, multiplier = 0.05, growth = 1.5 }: EbopsTargetOptions): EbopsTarget {
  if (!(target > 0 && multiplier > 0 && growth > 1)) {
    throw new RangeError(
      `target ${target}, multiplier ${multiplier}, growth ${growth}: write numbers above 0, 0 and 1.`,
    );
  }
  let now = multiplier;
  const hook: Hook = {
    name: "ebops target",
    afterEpoch: ({ record }) => {
      if (record.bits === undefined) return;
      if (record.bits > CLOSE * target) now *= growth;
      if (record.bits < target / CLOSE) now /= growth;
    },
    save: () => new Map([["multiplier", Float64Array.of(now)]]),
    load: (saved) => {
      now = saved.get("multiplier")?.[0] ?? multiplier;
    },
  };
  const cost = bitCost({ target });
  const bits: Loss = {
    ...cost,
    compute: (at) => {
      expectAllCosts(at);
      return cost.compute(at);
    },
  };
  return { loss: sumOfLosses({ loss: [1, loss], bits: [() => now, bits] }), hook };
}

/** A layer that tells no cost would get its bits for nothing. */
function expectAllCosts({ network, result }: LossStep): void {
  if (result.costs.size === 0) return;
  const silent = network.model.layers.find(
    ({ name, parameters }) => !result.costs.has(name) && parameters.some((spec) => spec.name === `${name}.weight`),
  );
  if (silent === undefined) return;
  throw new RangeError(
    `layer '${silent.name}' tells no effective bit operations; give types to its weights and to the values that it reads`,
  );
}

/** Costs up to here count as met: a mean over an epoch lags behind. */
const CLOSE = 1.05;
