import { createEventSource } from "../../../data/events/source.js";
import type { Provenance } from "../../../data/sample.js";
import { chart } from "../../../plot/chart.js";
import { must } from "../../../support/errors.js";
import { exportModel } from "../../export/export-model.js";
import { type Agreement, deployed, firmwareOf } from "../firmware.js";
import { historyFiles } from "../history-files.js";
import type { Metrics, RecipeHost, RecipeResult } from "../recipe.js";
import { sampleColumns } from "../stage.js";
import type { Variants } from "../variants.js";
import {
  greatestChange,
  type Judgement,
  judge,
  judgementMetrics,
  RATES,
  ranking,
  type Scored,
  scoresOf,
} from "./judge.js";

export interface AnomalyRequest {
  readonly name: string;
  readonly networks: Variants;
  readonly host: RecipeHost;
  readonly settings: {
    readonly seed: number;
    readonly test_background: number;
    readonly test_signal: number;
  };
  readonly provenance: Provenance;
}

/** Files and figures of an anomaly score: efficiencies of signals at fixed rates, in floats and in firmware. */
export function anomalyResult(request: AnomalyRequest): RecipeResult | undefined {
  const { networks, host, settings, provenance } = request;
  const { seed, test_background: background, test_signal: signal } = settings;
  const metadata = { provenance: JSON.stringify(provenance), settings: JSON.stringify(settings) };
  const files = new Map<string, Uint8Array | string>();
  const agreements = new Map<string, Agreement>();
  const scored: Scored[] = [];
  const compared = sampleColumns(mixedSource(seed), signal, host);
  if (compared === undefined) return undefined;
  for (const [name, { network, history }] of networks) {
    const part = deployed(network, ["score"]);
    for (const [file, content] of historyFiles(name, history)) files.set(file, content);
    if (name === "float") {
      files.set("float.onnx", exportModel(part, { quantized: false, metadata }).model);
      scored.push({ name, network: part });
      continue;
    }
    const { exported, agreement } = firmwareOf(part, compared, metadata);
    files.set(`${name}.onnx`, exported.model).set(`${name}.yml`, exported.config);
    agreements.set(name, agreement);
    scored.push({ name, network: part, exported });
  }
  const scores = scoresOf({ host, scored, seed, background, signal });
  if (scores === undefined) return undefined;
  const judged = new Map(Array.from(scores, ([name, of]) => [name, judge(of)]));
  files.set("efficiency.svg", efficiencyPlot(request, judged));
  return { files, ...figures(request, judged, agreements) };
}

/** All processes, to compare bits on. */
function mixedSource(seed: number) {
  return createEventSource({ seed, stream: "compare", parameters: { process: "mix" } });
}

function figures(
  { provenance }: AnomalyRequest,
  judged: ReadonlyMap<string, Judgement>,
  agreements: ReadonlyMap<string, Agreement>,
): Pick<RecipeResult, "metrics" | "summary"> {
  const float = must(judged.get("float"), "float network");
  const metrics: Record<string, Metrics> = {};
  const summary: [string, string][] = [];
  for (const [name, judgement] of judged) {
    const agreement = agreements.get(name);
    const change = greatestChange(float, judgement);
    const sameRanking = ranking(judgement).join() === ranking(float).join();
    metrics[name] = {
      ...judgementMetrics(judgement),
      ranking: [...ranking(judgement)],
      ...(agreement && { greatest_change: change, same_ranking: sameRanking, simulator: { ...agreement } }),
    };
    const efficiencies = Object.entries(judgement.signals).map(
      ([signal, { efficiency }]) => `${signal} ${(100 * (efficiency[0] as number)).toFixed(2)} %`,
    );
    summary.push([`${name}: efficiency at ${RATES[0]} kHz`, efficiencies.join(", ")]);
    if (agreement) {
      summary.push([
        `${name}: greatest relative change`,
        `${(100 * change).toFixed(1)} %, ${sameRanking ? "same" : "other"} ranking`,
      ]);
      summary.push([`${name}: differs from the simulator in`, `${agreement.differing} of ${agreement.values} values`]);
    }
  }
  metrics.data = { ...provenance, parameters: { ...provenance.parameters } };
  return { metrics, summary };
}

function efficiencyPlot({ name, provenance }: AnomalyRequest, judged: ReadonlyMap<string, Judgement>): string {
  const signals = Object.keys(must(judged.get("float"), "float network").signals);
  return chart({
    title: `${name}: efficiency at ${RATES[0]} kHz (${signals.join(", ")})`,
    note: provenance.notice,
    x: { label: "signal", range: [0, signals.length + 1] },
    y: { label: "efficiency", scale: "log" },
    series: Array.from(judged, ([variant, { signals: of }], place) => ({
      kind: "points" as const,
      name: variant,
      x: signals.map((_, i) => i + 0.7 + 0.2 * place),
      y: signals.map((signal) => of[signal]?.efficiency[0] ?? Number.NaN),
      yLow: signals.map((signal) => of[signal]?.low[0] ?? Number.NaN),
      yHigh: signals.map((signal) => of[signal]?.high[0] ?? Number.NaN),
    })),
  });
}
