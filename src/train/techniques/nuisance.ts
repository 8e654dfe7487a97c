import type { Reporter } from "../../diagnostics/reporter.js";
import type { Batch } from "../data/batch.js";
import type { Columns } from "../data/columns.js";
import { expectSize } from "../fit/expect.js";

/** What a score is not to depend on, and for which events. */
export interface Nuisance {
  /** A column of one number an event. */
  readonly variable: string;
  /** A column of weights, 0 for events that do not count: those of signal, mostly. Default: all count. */
  readonly only?: string;
}

/**
 * Weights of a batch's events times those of `only`. A negative one, as generators give, counts as 0: distributions are
 * compared here, and densities are not negative.
 */
export function nuisanceWeights(batch: Batch, { only }: Nuisance): Float64Array {
  const factors = only === undefined ? undefined : batch.column(only).data;
  return Float64Array.from(batch.weights.data, (weight, event) => Math.max(0, weight * (factors?.[event] ?? 1)));
}

export function checkNuisance(data: Columns, { variable, only }: Nuisance, reporter: Reporter): void {
  expectSize(data, variable, [], reporter);
  if (only !== undefined) expectSize(data, only, [], reporter);
}
