import { must } from "../../support/errors.js";
import type { EpochRecord } from "./history.js";
import type { EarlyStopping, Monitor } from "./options.js";

/** What a monitor watches, such that less is better. */
export function watchedValue(record: EpochRecord, { metric, best }: Monitor): number {
  const value = metric === "loss" ? (record.validationLoss ?? record.loss) : must(record.metrics[metric], metric);
  return best === "least" ? value : -value;
}

/** What the watched values of a phase's epochs say. */
export interface Verdict {
  /** Whether the last epoch is the best. */
  readonly isBest: boolean;
  /** Whether too many epochs went by without a new best. */
  readonly isOver: boolean;
}

export function judge(watched: readonly number[], { patience, minDelta = 0, from = 0 }: EarlyStopping): Verdict {
  let [best, waited] = [Number.POSITIVE_INFINITY, 0];
  for (const value of watched.slice(from)) {
    const isBetter = value < best - minDelta;
    waited = isBetter ? 0 : waited + 1;
    if (isBetter) best = value;
  }
  const isWatched = watched.length > from;
  return { isBest: isWatched && waited === 0, isOver: isWatched && waited >= patience };
}
