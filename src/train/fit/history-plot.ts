import { chart } from "../../plot/chart.js";
import type { LineSeries, RuleSeries } from "../../plot/series.js";
import type { EpochRecord, History } from "./history.js";

export interface HistoryPlotOptions {
  readonly title: string;
  /** A line below the plot: where the data come from. */
  readonly note?: string;
  /** Names of metrics; the losses where left out. */
  readonly metrics?: readonly string[];
}

/** Losses or metrics against epochs as one SVG file, with a line where a phase begins. */
export function historyPlot({ epochs }: History, { title, note, metrics }: HistoryPlotOptions): string {
  const x = epochs.map((_, i) => i + 1);
  const line = (name: string, value: (record: EpochRecord) => number | undefined): LineSeries => {
    return { kind: "line", name, x, y: epochs.map((record) => value(record) ?? Number.NaN) };
  };
  const losses = [line("training", ({ loss }) => loss), line("validation", ({ validationLoss }) => validationLoss)];
  const lines = metrics?.map((name) => line(name, (record) => record.metrics[name])) ?? losses;
  const shown = lines.filter(({ y }) => Array.from(y).some(Number.isFinite));
  return chart({
    title,
    note,
    x: { label: "epoch" },
    y: { label: metrics === undefined ? "loss" : metrics.join(", "), scale: scaleFor(shown) },
    series: [...shown, ...phaseStarts(epochs)],
  });
}

/** Logarithmic where values fall by more than a decade. */
function scaleFor(lines: readonly LineSeries[]): "linear" | "log" {
  const values = lines.flatMap(({ y }) => Array.from(y)).filter(Number.isFinite);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least > 0 && most > 10 * least ? "log" : "linear";
}

function phaseStarts(epochs: readonly EpochRecord[]): RuleSeries[] {
  return epochs.flatMap(({ epoch }, i) => (epoch === 1 && i > 0 ? [{ kind: "rule", axis: "x", at: i + 0.5 }] : []));
}
