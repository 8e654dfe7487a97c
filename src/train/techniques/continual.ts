import { createRandom } from "../../support/random.js";

/**
 * What learning tasks one after another does to the tasks before: `accuracy[i][j]` is that of task j after training on
 * task i. Source: Lopez-Paz and Ranzato 2017 (arXiv 1706.08840), section 3.
 */
export interface ContinualSummary {
  /** Mean over all tasks after the last one. */
  readonly averageAccuracy: number;
  /** Mean over all but the last task of what was lost since it was best (Chaudhry et al. 2018, arXiv 1801.10112). */
  readonly forgetting: number;
  /** Mean over all but the last task of the change since it was learned itself. */
  readonly backwardTransfer: number;
}

export function summariseContinual(accuracy: readonly (readonly number[])[]): ContinualSummary {
  const last = accuracy.at(-1) ?? [];
  const before = accuracy.slice(0, -1);
  const lost = before.map((_, task) => Math.max(...before.map((row) => row[task] as number)) - (last[task] as number));
  const changed = before.map((row, task) => (last[task] as number) - (row[task] as number));
  return { averageAccuracy: mean(last), forgetting: mean(lost), backwardTransfer: mean(changed) };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Events of earlier tasks kept for replay: every event seen so far is in it with the same probability. */
export interface Reservoir {
  readonly capacity: number;
  readonly seed: number;
  /** Events seen so far. */
  readonly seen: number;
  /** Numbers of the events kept, counted over all tasks. */
  readonly kept: readonly number[];
}

export function emptyReservoir(capacity: number, seed: number): Reservoir {
  return { capacity, seed, seen: 0, kept: [] };
}

/** The reservoir after `count` more events went by. Source: Vitter 1985, algorithm R. */
export function offer(reservoir: Reservoir, count: number): Reservoir {
  const { capacity, seed, seen } = reservoir;
  const kept = [...reservoir.kept];
  for (let event = seen; event < seen + count; event++) {
    const place = event < capacity ? event : Math.floor(createRandom(seed, "reservoir", event).uniform() * (event + 1));
    if (place < capacity) kept[place] = event;
  }
  return { ...reservoir, seen: seen + count, kept };
}
