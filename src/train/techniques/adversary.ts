import { must } from "../../support/errors.js";
import { mixtureNegativeLogLikelihood } from "../autodiff/ops/mixture.js";
import type { Tape } from "../autodiff/tape.js";
import { sizeOf, type Tensor } from "../autodiff/tensor.js";
import { expectOutput } from "../fit/expect.js";
import type { Loss } from "../fit/loss.js";
import type { Layer } from "../layers/layer.js";
import { checkNuisance, type Nuisance, nuisanceWeights } from "./nuisance.js";

/**
 * The same value, whose gradient goes back times -strength: what stands behind it learns to predict, what stands before
 * it learns to make that impossible. Source: Ganin and Lempitsky 2015 (arXiv 1409.7495), section 3.1.
 */
function reverseGradient(tape: Tape, x: Tensor, strength: number): Tensor {
  const { kernels } = tape;
  if (x.grad === undefined) return x;
  const grad = kernels.allocate(x.data.length);
  tape.record(() => x.grad && kernels.addScaled(x.grad, grad, -strength));
  return { shape: x.shape, data: x.data, grad };
}

/**
 * The layer between a classifier and its adversary, a network that predicts a nuisance from the classifier's score: with
 * it, both are one model and one loss, "learning to pivot" (Louppe, Kagan and Cranmer 2017, arXiv 1611.01046). The
 * adversary is behind an output of its own, which is left out of the model that is exported.
 */
export function gradientReversal(x: Layer, { name, strength }: { name: string; strength: number }): Layer {
  return {
    kind: "GradientReversal",
    name,
    inputs: [x],
    shape: x.shape,
    parameters: [],
    forward: (cx, [value]) => reverseGradient(cx.tape, must(value, "input"), strength),
    emit: (_, [value]) => must(value, "input"),
  };
}

export interface MixtureHead extends Nuisance {
  /** An output [3k]: k logits of shares, k means and k logarithms of widths of Gaussians. */
  readonly output: string;
}

/** -ln p(nuisance) by the mixture of Gaussians that an adversary gives: with it, it learns the whole distribution. */
export function mixtureLoss(head: MixtureHead): Loss {
  const { output, variable } = head;
  return {
    description: `mixture(${JSON.stringify(head)})`,
    compute: ({ tape, result, batch }) => {
      const parameters = must(result.outputs.get(output), output);
      return mixtureNegativeLogLikelihood(tape, parameters, batch.column(variable).data, nuisanceWeights(batch, head));
    },
    check: (data, model, reporter) => {
      const numbers = sizeOf(expectOutput(model, output, reporter) ?? [3]);
      checkNuisance(data, head, reporter);
      if (numbers % 3 !== 0)
        reporter.report("BX6108", { option: "output", value: output, expected: "an output of 3 numbers per Gaussian" });
    },
  };
}
