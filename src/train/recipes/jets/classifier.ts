import type { Provenance } from "../../../data/sample.js";
import { aucDifference, aucWithError } from "../../../metrics/auc-error.js";
import type { BinarySample } from "../../../metrics/binary-sample.js";
import { rocCurve, thinned } from "../../../metrics/roc.js";
import { chart } from "../../../plot/chart.js";
import { must } from "../../../support/errors.js";
import { type Columns, columnNamed } from "../../data/columns.js";
import { exportModel } from "../../export/export-model.js";
import { predict } from "../../fit/evaluate.js";
import { nonZerosOf } from "../../optimize/prune-statistics.js";
import { estimateText } from "../estimate-text.js";
import { type Agreement, deployed, firmwareOf } from "../firmware.js";
import { historyFiles } from "../history-files.js";
import type { Metrics, RecipeResult } from "../recipe.js";
import type { StageResult } from "../stage.js";
import type { Variants } from "../variants.js";

export interface ClassifierRequest {
  readonly name: string;
  readonly networks: Variants;
  /** Of the firmware. */
  readonly outputs: readonly string[];
  /** What tells signal from background, from the outputs. */
  readonly score: (outputs: Columns) => ArrayLike<number>;
  /** Figures of other outputs. */
  readonly extra?: (outputs: Columns) => Metrics;
  readonly test: Columns;
  /** A column that is 1 for signal. */
  readonly signal: string;
  /** Classes of background that are told apart in the results. */
  readonly background: {
    readonly labels: string;
    readonly classes: readonly { readonly name: string; readonly label: number }[];
  };
  readonly provenance: Provenance;
  readonly settings: Readonly<Record<string, number | string>>;
}

/** A network as it was judged. */
interface Judged {
  readonly name: string;
  readonly outputs: Columns;
  readonly scores: ArrayLike<number>;
  readonly agreement?: Agreement;
  readonly nonZeros: { readonly alive: number; readonly all: number };
}

/** Files and figures of a score that tells signal from background: the float network and its variants. */
export function classifierResult(request: ClassifierRequest): RecipeResult {
  const files = new Map<string, Uint8Array | string>();
  const judged = Array.from(request.networks, ([name, result]) => judgedNetwork(request, name, result, files));
  files.set("roc.svg", rocPlot(request, judged));
  return { files, ...figures(request, judged) };
}

/** Exports a network; its outputs are those of the firmware, or in floats for the float network. */
function judgedNetwork(
  { outputs: names, score, test, provenance, settings }: ClassifierRequest,
  name: string,
  { network, history }: StageResult,
  files: Map<string, Uint8Array | string>,
): Judged {
  const metadata = { provenance: JSON.stringify(provenance), settings: JSON.stringify(settings) };
  const part = deployed(network, names);
  for (const [file, content] of historyFiles(name, history)) files.set(file, content);
  const nonZeros = totalOf(nonZerosOf(network));
  if (name === "float") {
    files.set("float.onnx", exportModel(part, { quantized: false, metadata }).model);
    const outputs = predict(part, test);
    return { name, outputs, scores: score(outputs), nonZeros };
  }
  const { exported, outputs, agreement } = firmwareOf(part, test, metadata);
  files.set(`${name}.onnx`, exported.model).set(`${name}.yml`, exported.config);
  return { name, outputs, scores: score(outputs), agreement, nonZeros };
}

function totalOf(layers: ReturnType<typeof nonZerosOf>): Judged["nonZeros"] {
  return {
    alive: layers.reduce((sum, { nonZero }) => sum + nonZero, 0),
    all: layers.reduce((sum, { count }) => sum + count, 0),
  };
}

function figures(request: ClassifierRequest, judged: readonly Judged[]): Pick<RecipeResult, "metrics" | "summary"> {
  const { test, provenance, background } = request;
  const signal = columnNamed(test, request.signal).data;
  const float = must(judged[0], "float network");
  const metrics: Record<string, Metrics> = {};
  const summary: [string, string][] = [];
  for (const { name, outputs, scores, agreement, nonZeros } of judged) {
    const sample: BinarySample = { scores, signal };
    const against = background.classes.map(
      (only) => [only.name, aucWithError(onlyAgainst(request, scores, only.label))] as const,
    );
    const auc = aucWithError(sample);
    const change = aucDifference(sample, float.scores);
    metrics[name] = {
      auc: { ...auc },
      auc_against: Object.fromEntries(against.map(([other, estimate]) => [other, { ...estimate }])),
      ...request.extra?.(outputs),
      weights: nonZeros.all,
      non_zero_weights: nonZeros.alive,
      ...(agreement && { auc_change: { ...change }, simulator: { ...agreement } }),
    };
    summary.push([`${name}: AUC`, estimateText(auc)]);
    if (agreement) {
      summary.push([`${name}: change against float`, estimateText(change)]);
      summary.push([`${name}: differs from the simulator in`, `${agreement.differing} of ${agreement.values} values`]);
    }
  }
  metrics.data = { ...provenance, parameters: { ...provenance.parameters }, events: test.events };
  return { metrics, summary };
}

function onlyAgainst(request: ClassifierRequest, scores: ArrayLike<number>, label: number): BinarySample {
  const { test, background } = request;
  const signal = columnNamed(test, request.signal).data;
  const labels = columnNamed(test, background.labels).data;
  const rows = Array.from(labels.keys()).filter((row) => signal[row] === 1 || labels[row] === label);
  return { scores: rows.map((row) => scores[row] as number), signal: rows.map((row) => signal[row] as number) };
}

/** Points of a curve in a plot. */
const CURVE_POINTS = 400;

function rocPlot({ name, test, signal, provenance }: ClassifierRequest, judged: readonly Judged[]): string {
  const truth = columnNamed(test, signal).data;
  return chart({
    title: `${name}: ROC`,
    note: provenance.notice,
    x: { label: "signal efficiency", range: [0, 1] },
    y: { label: "background efficiency", scale: "log", range: [1e-4, 1] },
    series: judged.map((one) => {
      const curve = thinned(rocCurve({ scores: one.scores, signal: truth }), CURVE_POINTS);
      return { kind: "line", name: one.name, x: curve.signal, y: curve.background };
    }),
  });
}
