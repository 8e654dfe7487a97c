import { must } from "../../support/errors.js";
import { add, map, multiply } from "../autodiff/ops/elementwise.js";
import type { Layer } from "./layer.js";
import { expectOption, shownShape } from "./options.js";

export interface SampleOptions {
  readonly name: string;
  readonly mean: Layer;
  /** Natural logarithm of the variance. */
  readonly logVariance: Layer;
  /** An input of standard normal numbers, which the training puts into every batch; see `standardNormal`. */
  readonly noise: Layer;
}

/**
 * A number drawn from a Gaussian, so that gradients reach its mean and width. For training alone: firmware has no use for
 * it. Source: Kingma and Welling 2014 (arXiv 1312.6114), section 2.4.
 */
export function gaussianSample({ name, mean, logVariance, noise }: SampleOptions): Layer {
  for (const { shape } of [logVariance, noise]) {
    expectOption(shape.join() === mean.shape.join(), name, `shape ${shownShape(shape)}`, shownShape(mean.shape));
  }
  return {
    kind: "GaussianSample",
    name,
    inputs: [mean, logVariance, noise],
    shape: mean.shape,
    parameters: [],
    forward: ({ tape }, values) => {
      const [center, logarithm, drawn] = values.map((value) => must(value, "input"));
      const width = map(
        tape,
        must(logarithm, "log variance"),
        (v) => Math.exp(v / 2),
        (_, y) => y / 2,
      );
      return add(tape, must(center, "mean"), multiply(tape, width, must(drawn, "noise")));
    },
    emit: () => {
      throw new RangeError(`layer '${name}' draws random numbers: export a model whose outputs stand before it`);
    },
  };
}
