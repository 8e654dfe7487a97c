import type { Reporter } from "../../diagnostics/reporter.js";
import type { FloatData } from "../autodiff/tensor.js";
import { type Column, type Columns, columnNamed } from "../data/columns.js";
import { expectIntegers, expectSize } from "./expect.js";
import type { ClassWeights, FitOptions } from "./options.js";

type WeightOptions = Pick<FitOptions, "weights" | "classWeights">;

/** Gives the events of a data set their weights. */
export type Weighting = (data: Columns) => FloatData | undefined;

/**
 * Weight of an event times that of its class, scaled so that the mean over the training events is 1: then neither learning
 * rates nor other terms of a loss change their meaning.
 */
export function eventWeighting(
  data: Columns,
  rows: Uint32Array,
  options: WeightOptions,
  reporter: Reporter,
): Weighting | undefined {
  const { weights, classWeights } = options;
  if (weights === undefined && classWeights === undefined) return () => undefined;
  const ofEvents = weights === undefined ? undefined : expectSize(data, weights, [], reporter);
  const factors = classWeights && factorsOf(data, rows, classWeights, ofEvents, reporter);
  if (reporter.hasErrors()) return undefined;
  const raw = rawWeights(data, options, factors);
  const sum = rows.reduce((total, row) => total + (raw[row] as number), 0);
  if (!(sum > 0)) {
    reporter.report("BX6107", { of: "all events", sum });
    return undefined;
  }
  const scale = rows.length / sum;
  return (other) => rawWeights(other, options, factors).map((weight) => weight * scale);
}

function rawWeights(data: Columns, options: WeightOptions, factors: readonly number[] | undefined): Float64Array {
  const result = new Float64Array(data.events).fill(1);
  const events = options.weights === undefined ? undefined : columnNamed(data, options.weights).data;
  const labels = options.classWeights && columnNamed(data, options.classWeights.labels).data;
  for (let i = 0; i < result.length; i++)
    result[i] = (events?.[i] ?? 1) * (labels === undefined ? 1 : (factors?.[labels[i] as number] ?? 1));
  return result;
}

function factorsOf(
  data: Columns,
  rows: Uint32Array,
  { labels, weights }: ClassWeights,
  events: Column | undefined,
  reporter: Reporter,
): readonly number[] | undefined {
  const column = expectSize(data, labels, [], reporter);
  if (column === undefined) return undefined;
  const classes = weights === "balanced" ? 1 + greatest(column.data) : weights.length;
  expectIntegers(labels, column, classes, reporter);
  if (reporter.hasErrors() || weights !== "balanced") return weights === "balanced" ? undefined : weights;
  const sums = new Array<number>(classes).fill(0);
  for (const row of rows) {
    const label = column.data[row] as number;
    sums[label] = (sums[label] as number) + (events?.data[row] ?? 1);
  }
  for (const [label, sum] of sums.entries()) if (!(sum > 0)) reporter.report("BX6107", { of: `class ${label}`, sum });
  return sums.map((sum) => 1 / sum);
}

function greatest(values: FloatData): number {
  let most = 0;
  for (const value of values) most = Math.max(most, value);
  return most;
}
