import type { Estimate } from "../../../metrics/auc-error.js";
import { auc } from "../../../metrics/roc.js";
import { type Columns, columnNamed } from "../../data/columns.js";
import { predict } from "../../fit/evaluate.js";
import type { Network } from "../../network.js";
import { summariseContinual } from "../../techniques/continual.js";

/** What is judged: the mean of the shares of fakes and of other tracks that are told right, and the area under the curve. */
export const MEASURES = ["accuracy", "auc"] as const;
export type Measure = (typeof MEASURES)[number];

/** [after period i][of period j] */
export type Matrix = readonly (readonly number[])[];

/** Of one method in one run. */
export type Judgement = Readonly<Record<Measure, Matrix>>;

export function judge(networks: readonly Network[], tests: readonly Columns[]): Judgement {
  const known = new Map<Network, readonly Record<Measure, number>[]>();
  const rows = networks.map((network) => {
    const row = known.get(network) ?? tests.map((test) => quality(network, test));
    known.set(network, row);
    return row;
  });
  const matrix = (measure: Measure): Matrix => rows.map((row) => row.map((values) => values[measure]));
  return { accuracy: matrix("accuracy"), auc: matrix("auc") };
}

function quality(network: Network, test: Columns): Record<Measure, number> {
  const scores = columnNamed(predict(network, test, { quantized: true }), "logit").data;
  const signal = columnNamed(test, "fake").data;
  return { accuracy: balancedAccuracy(scores, signal), auc: auc({ scores, signal }) };
}

function balancedAccuracy(scores: ArrayLike<number>, signal: ArrayLike<number>): number {
  const right: [number, number] = [0, 0];
  const all: [number, number] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    const kind = signal[i] === 1 ? 1 : 0;
    all[kind]++;
    if ((scores[i] as number) > 0 === (kind === 1)) right[kind]++;
  }
  return (right[0] / all[0] + right[1] / all[1]) / 2;
}

/** Figures of a method, by name: over the degraded periods, and over the intact one too. */
export function summaryOf(matrix: Matrix): Readonly<Record<(typeof FIGURES)[number], number>> {
  const degraded = summariseContinual(matrix.slice(1).map((row) => row.slice(1)));
  const all = summariseContinual(matrix);
  return {
    average: degraded.averageAccuracy,
    forgetting: degraded.forgetting,
    backward_transfer: degraded.backwardTransfer,
    average_with_intact: all.averageAccuracy,
    forgetting_with_intact: all.forgetting,
  };
}

export const FIGURES = [
  "average",
  "forgetting",
  "backward_transfer",
  "average_with_intact",
  "forgetting_with_intact",
] as const;

/** Mean over runs, with its standard error. */
export function overRuns(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { value: mean, error: Math.sqrt(spread / (values.length - 1) / values.length) };
}
