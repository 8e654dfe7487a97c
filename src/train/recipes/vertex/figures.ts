import type { Clusters } from "../../../metrics/auc-clusters.js";
import type { Estimate } from "../../../metrics/auc-error.js";
import type { BinarySample } from "../../../metrics/binary-sample.js";
import { moments, quantiles } from "../../../metrics/distribution.js";
import { type Columns, columnNamed } from "../../data/columns.js";
import type { Metrics } from "../recipe.js";
import { placeOf } from "./place.js";

/** cm: vertices found this near to the true place are counted. */
export const WITHIN = [0.15, 0.1] as const;
const QUANTILES = [5, 15, 32, 50, 68, 85, 95] as const;

/** Found minus true place, cm. */
export function residualsOf(found: ArrayLike<number>, test: Columns): Float64Array {
  const truth = columnNamed(test, "z0").data;
  return Float64Array.from(found, (z, event) => z - (truth[event] as number));
}

/** Places of the vertices of a chain's outputs, cm: the middles of their bins. */
export function placesOf(outputs: Columns): Float64Array {
  return Float64Array.from(columnNamed(outputs, "vertex").data, placeOf);
}

/** Shares near the true place with binomial errors, quantiles (cm) and RMS of residuals. */
export function residualFigures(residuals: Float64Array): Metrics {
  const shares = WITHIN.map((limit) => [`within_${limit}`, { ...shareWithin(residuals, limit) }] as const);
  const points = quantiles(
    residuals,
    QUANTILES.map((percent) => percent / 100),
  );
  return {
    ...Object.fromEntries(shares),
    quantiles: Object.fromEntries(QUANTILES.map((percent, i) => [percent, { ...(points[i] as Estimate) }])),
    rms: { ...moments(residuals).rms },
  };
}

/** With the binomial error. */
export function shareWithin(residuals: Float64Array, limit: number): Estimate {
  return meanOf(passing(residuals, limit));
}

/** Which events lie within a limit of the true place: 1 or 0. */
export function passing(residuals: Float64Array, limit: number): Float64Array {
  return residuals.map((residual) => (Math.abs(residual) <= limit ? 1 : 0));
}

/** How much greater a share is than that of a baseline: of the same events, so their differences have the error. */
export function gain(passed: Float64Array, baseline: Float64Array): Estimate {
  return meanOf(passed.map((one, event) => one - (baseline[event] as number)));
}

function meanOf(values: Float64Array): Estimate {
  const { mean } = moments(values);
  return { value: mean.value, error: mean.error };
}

/** Scores of the tracks that are there, with their truth and their events. */
export interface TrackSample extends BinarySample {
  readonly events: Clusters;
}

/** What a chain says of the tracks of a sample: without those that are missing. */
export function tracksOf(outputs: Columns, test: Columns): TrackSample {
  const [bins, fromPv] = [columnNamed(test, "bin").data, columnNamed(test, "from_pv").data];
  const logits = columnNamed(outputs, "association").data;
  const rows = Array.from(bins.keys()).filter((row) => (bins[row] as number) >= 0);
  const perEvent = bins.length / test.events;
  return {
    scores: Float64Array.from(rows, (row) => logits[row] as number),
    signal: Uint8Array.from(rows, (row) => fromPv[row] as number),
    events: { of: Int32Array.from(rows, (row) => Math.floor(row / perEvent)), count: test.events },
  };
}
