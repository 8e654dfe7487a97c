import { must } from "../../support/errors.js";
import { distanceCorrelation } from "../autodiff/ops/distance-correlation.js";
import { sizeOf } from "../autodiff/tensor.js";
import { expectOutput } from "../fit/expect.js";
import type { Loss } from "../fit/loss.js";
import { checkNuisance, type Nuisance, nuisanceWeights } from "./nuisance.js";

export interface DecorrelationHead extends Nuisance {
  /** The score: an output of one number. */
  readonly output: string;
}

/**
 * Squared distance correlation of a score with a variable in each batch: added to a loss with a factor, it decorrelates
 * the score ("DisCo"). Batches have to be large, since it is above 0 for independent events too, by about 1 / their
 * number. Source: Kasieczka and Shih 2020 (arXiv 2001.05310), equation 3.
 */
export function decorrelationLoss(head: DecorrelationHead): Loss {
  const { output, variable } = head;
  return {
    description: `decorrelation(${JSON.stringify(head)})`,
    compute: ({ tape, result, batch }) => {
      const score = must(result.outputs.get(output), output);
      return distanceCorrelation(tape, score, batch.column(variable).data, nuisanceWeights(batch, head));
    },
    check: (data, model, reporter) => {
      const numbers = sizeOf(expectOutput(model, output, reporter) ?? []);
      checkNuisance(data, head, reporter);
      if (numbers !== 1)
        reporter.report("BX6108", { option: "output", value: output, expected: "an output of one number" });
    },
  };
}
