import type { BinarySample } from "../metrics/binary-sample.js";
import { efficiencyAgainst } from "../metrics/efficiency.js";
import { CROSSING_RATE, flips, thresholdAt, workingPointAt } from "../metrics/working-point.js";
import type { EfficiencyReport, FlipReport, WorkingPointReport } from "./evaluation.js";
import type { AllowedBackground, Variable } from "./events.js";

/** `chosen` are the numbers of the sample's events, for the variables. */
export function workingPointReport(
  { name, share }: AllowedBackground,
  sample: BinarySample,
  referenceScores: ArrayLike<number> | undefined,
  variables: readonly Variable[],
  chosen: Uint32Array,
): WorkingPointReport {
  const point = workingPointAt(sample, share);
  const { value, low, high } = point.background;
  const passed = Uint8Array.from(sample.scores, (score) => (score >= point.threshold ? 1 : 0));
  return {
    name,
    allowed: share,
    ...point,
    rate: { value: value * CROSSING_RATE, low: low * CROSSING_RATE, high: high * CROSSING_RATE },
    efficiencies: variables.map((variable) => efficiencyReport(variable, passed, sample, chosen)),
    flips: referenceScores === undefined ? null : flipReport(sample, referenceScores, point.threshold, share),
  };
}

function efficiencyReport(
  variable: Variable,
  passed: Uint8Array,
  sample: BinarySample,
  chosen: Uint32Array,
): EfficiencyReport {
  const of = (kind: number) => {
    const places = Array.from(chosen, (_, k) => k).filter((k) => sample.signal[k] === kind);
    const { weights } = sample;
    return efficiencyAgainst(
      places.map((k) => passed[k] as number),
      places.map((k) => variable.values[chosen[k] as number] as number),
      variable.edges,
      weights && places.map((k) => weights[k] as number),
    );
  };
  return { variable: variable.name, signal: of(1), background: of(0) };
}

function flipReport(sample: BinarySample, scores: ArrayLike<number>, threshold: number, share: number): FlipReport {
  const referenceThreshold = thresholdAt({ ...sample, scores }, share);
  const reference = { scores, threshold: referenceThreshold };
  const { weights } = sample;
  return {
    sameThreshold: flips(reference, { scores: sample.scores, threshold: referenceThreshold }, weights),
    sameBackground: flips(reference, { scores: sample.scores, threshold }, weights),
    referenceThreshold,
  };
}
