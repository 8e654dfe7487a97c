import { must } from "../../support/errors.js";
import { histogram as histogramOf } from "../autodiff/ops/histogram.js";
import { reshape } from "../autodiff/tape.js";
import type { Layer } from "./layer.js";
import { expectCount, expectOption, shownShape } from "./options.js";

export interface HistogramOptions {
  readonly name: string;
  /** Number of bins. */
  readonly bins: number;
}

/**
 * Sums of the weights [n] in each bin: [bins]. `places` [n] are numbers of bins, -1 for what is in none. A network with
 * it is for training: what is before and behind it is exported as models of their own.
 */
export function histogram(weights: Layer, places: Layer, { name, bins }: HistogramOptions): Layer {
  expectCount(name, "bins", bins);
  const given = `the inputs have shapes ${shownShape(weights.shape)} and ${shownShape(places.shape)}`;
  const flat = weights.shape.length === 1 && String(weights.shape) === String(places.shape);
  expectOption(flat, name, given, "two lists of the same length");
  return {
    kind: "Histogram",
    name,
    inputs: [weights, places],
    shape: [bins],
    parameters: [],
    forward: (cx, [values, at]) => {
      const [weight, place] = [must(values, "weights"), must(at, "places")];
      const sums = histogramOf(cx.tape, weight, place, bins);
      return reshape(sums, [sums.shape[0] ?? 1, bins]);
    },
    emit: () => {
      throw new RangeError(
        `layer '${name}': a histogram has no ONNX node here; export the layers before and behind it`,
      );
    },
  };
}
