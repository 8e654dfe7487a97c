import { binOf } from "../metrics/bins.js";
import { moments } from "../metrics/distribution.js";
import type { Regression, RegressionBin } from "./evaluation.js";
import type { EvaluatedEvents, OutputValues, Variable } from "./events.js";
import { differencesOf, elementName, residualOf } from "./residual.js";

/** Distribution of output minus target, of all events and in bins of the variables. */
export function regress(
  output: OutputValues,
  target: EvaluatedEvents["targets"][number],
  { weights, windows, variables }: EvaluatedEvents,
): Regression {
  const { size, values, reference } = output;
  const elements = Array.from({ length: size }, (_, element) => {
    const differences = differencesOf(values, target.values, size, element);
    const ofReference = reference && differencesOf(reference, target.values, size, element);
    return {
      element: elementName(output, element),
      residual: residualOf(differences, windows, weights?.values),
      reference: ofReference === undefined ? null : residualOf(ofReference, windows, weights?.values),
      against: variables.map((variable) => {
        return { variable: variable.name, bins: residualBins(differences, variable, weights?.values) };
      }),
    };
  });
  return { output: output.name, target: target.name, elements };
}

function residualBins(
  differences: Float64Array,
  { values, edges }: Variable,
  weights: ArrayLike<number> | undefined,
): RegressionBin[] {
  const places: number[][] = edges.slice(1).map(() => []);
  for (let i = 0; i < values.length; i++) places[binOf(values[i] as number, edges)]?.push(i);
  return places.map((own, bin) => {
    const [lowEdge = 0, highEdge = 0] = edges.slice(bin, bin + 2);
    const { mean, rms } = moments(
      own.map((i) => differences[i] as number),
      weights && own.map((i) => weights[i] as number),
    );
    return { lowEdge, highEdge, events: own.length, mean, rms };
  });
}
