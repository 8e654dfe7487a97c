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

/** Of a square matrix with a row and a column for every task. */
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
