import { createPruner, type PruneOptions, type Pruner } from "../optimize/prune.js";
import type { Hook } from "./options.js";

export interface PruningOptions extends PruneOptions {
  /** Phase in which weights go; others keep what is gone at 0. Default: all phases. */
  readonly phase?: string;
}

/**
 * Prunes while a network is trained whose model is `prunable` with the same options. The schedule's time is the share of
 * the phase that is done: 0 to 1.
 */
export function pruning(options: PruningOptions): Hook {
  let pruner: Pruner | undefined;
  return {
    name: "pruning",
    beforeEpoch: ({ network }) => {
      // Anew, since a phase may have ended with the weights and masks of an earlier epoch.
      pruner = createPruner(network, options);
    },
    beforeStep: () => pruner?.maskGradients(),
    afterStep: ({ phase, step, stepsPerEpoch, epochs }) => {
      if (phase === (options.phase ?? phase)) pruner?.prune((step + 1) / (stepsPerEpoch * epochs));
      else pruner?.keep();
    },
  };
}
