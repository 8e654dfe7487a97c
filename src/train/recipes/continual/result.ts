import { TOY_NOTICE } from "../../../data/sample.js";
import type { Estimate } from "../../../metrics/auc-error.js";
import { heatMap } from "../../../plot/heat-map.js";
import { must } from "../../../support/errors.js";
import type { Columns } from "../../data/columns.js";
import { estimateText } from "../estimate-text.js";
import { historyFiles } from "../history-files.js";
import type { Metrics, RecipeResult } from "../recipe.js";
import { type Deployment, deployer, modelFiles } from "./deploy.js";
import { FIGURES, type Judgement, judge, type Matrix, MEASURES, type Measure, overRuns, summaryOf } from "./judge.js";
import type { RunResult } from "./learn.js";
import { PERIODS, periodProvenance } from "./periods.js";

/** Of every method, run by run. */
type Judgements = ReadonlyMap<string, readonly Judgement[]>;

type Settings = Readonly<Record<string, number | string>>;

/** Files and figures of all methods; models and histories are those of the first run. */
export function continualResult(runs: readonly RunResult[], settings: Settings): RecipeResult {
  const first = must(runs[0], "run");
  const judgements = new Map(
    Array.from(first.learned.keys(), (method) => {
      const ofRuns = runs.map(({ learned, tests }) => judge(must(learned.get(method), method).networks, tests));
      return [method, ofRuns] as const;
    }),
  );
  const { files, deployments } = deployed(first, settings);
  for (const [method, ofRuns] of judgements)
    for (const measure of MEASURES) files.set(`${measure}-${method}.svg`, matrixPlot(method, measure, ofRuns));
  files.set("matrices.json", `${JSON.stringify(matrices(judgements), null, 2)}\n`);
  return { files, ...figures(judgements, deployments, first) };
}

function provenanceOf({ seed }: RunResult, use: string) {
  return PERIODS.map((period) => periodProvenance(period, seed, `${use}/${period.name}`));
}

function deployed(run: RunResult, settings: Settings) {
  const { base, learned, tests } = run;
  const metadata = { provenance: JSON.stringify(provenanceOf(run, "train")), settings: JSON.stringify(settings) };
  const firmware = deployer(base.network, tests as [Columns, ...Columns[]], metadata);
  const { exported, agreement } = firmware.base;
  const files = new Map<string, Uint8Array | string>(modelFiles("intact", exported));
  const none = {
    files: new Map<string, string>(),
    values: agreement.values,
    differing: agreement.differing,
    typesUnchanged: true,
  };
  const deployments = new Map<string, Deployment>();
  for (const [method, one] of learned) {
    for (const [file, content] of historyFiles(method === "none" ? "intact" : method, one.history))
      files.set(file, content);
    const deployment = method === "none" ? none : firmware.deploy(method, one);
    for (const [file, content] of deployment.files) files.set(file, content);
    deployments.set(method, deployment);
  }
  return { files, deployments };
}

const LABELS: Readonly<Record<Measure, string>> = { accuracy: "balanced accuracy", auc: "AUC" };

/** Where colours begin: at what no detector would accept. */
const LOWEST: Readonly<Record<Measure, number>> = { accuracy: 0.7, auc: 0.85 };

function matrixPlot(method: string, measure: Measure, ofRuns: readonly Judgement[]): string {
  const names = PERIODS.map(({ name }) => name);
  return heatMap({
    title: `${method}: ${LABELS[measure]} on tracks of a period`,
    note: `${TOY_NOTICE}; mean of ${ofRuns.length} runs`,
    x: { label: "judged with", names },
    y: { label: "trained up to", names },
    values: meanMatrix(ofRuns.map((run) => run[measure])).map((row) => row.map(({ value }) => value)),
    label: LABELS[measure],
    range: [LOWEST[measure], 1],
    cellText: (value) => value.toFixed(3),
  });
}

function meanMatrix(all: readonly Matrix[]) {
  return PERIODS.map((_, i) =>
    PERIODS.map((_period, j) => overRuns(all.map((matrix) => matrix[i]?.[j] ?? Number.NaN))),
  );
}

function matrices(judgements: Judgements): Metrics {
  const ofMethod = (ofRuns: readonly Judgement[], measure: Measure): Metrics => {
    const all = ofRuns.map((run) => run[measure]);
    const means = meanMatrix(all);
    const ofRow = (pick: "value" | "error") => means.map((row) => row.map((entry) => entry[pick]));
    return { mean: ofRow("value"), error: ofRow("error"), runs: all } as unknown as Metrics;
  };
  const methods = Array.from(judgements, ([method, ofRuns]) => {
    return [method, Object.fromEntries(MEASURES.map((measure) => [measure, ofMethod(ofRuns, measure)]))] as const;
  });
  return {
    notice: TOY_NOTICE,
    entries: "[after training on period i][judged with period j]; errors are those of the mean over runs",
    periods: PERIODS.map(({ name }) => name),
    ...Object.fromEntries(methods),
  };
}

function figures(
  judgements: Judgements,
  deployments: ReadonlyMap<string, Deployment>,
  first: RunResult,
): Pick<RecipeResult, "metrics" | "summary"> {
  const metrics: Record<string, Metrics> = {};
  const summary: [string, string][] = [];
  for (const [method, ofRuns] of judgements) {
    const { values, differing, typesUnchanged } = must(deployments.get(method), method);
    const simulator = { values, differing, identical: differing === 0, types_unchanged: typesUnchanged };
    const measured = MEASURES.map((measure) => [measure, figuresOf(judgements, ofRuns, measure)] as const);
    const asMetrics = measured.map(([measure, all]) => [measure, Object.fromEntries(all)]);
    metrics[method] = { ...Object.fromEntries(asMetrics), simulator };
    for (const [measure, all] of measured)
      for (const figure of SHOWN)
        summary.push([
          `${method}: ${LABELS[measure]}, ${figure.replaceAll("_", " ")}`,
          estimateText(must(all.get(figure), figure)),
        ]);
    summary.push([`${method}: differs from the simulator in`, `${differing} of ${values} values`]);
  }
  metrics.data = { train: provenanceOf(first, "train"), test: provenanceOf(first, "test") } as unknown as Metrics;
  return { metrics, summary };
}

/** What the command's table has of the figures. */
const SHOWN = ["average", "average_above_none", "average_above_top-up", "forgetting"] as const;

/** Means over runs; differences are those within the same run. */
function figuresOf(judgements: Judgements, ofRuns: readonly Judgement[], measure: Measure): Map<string, Estimate> {
  const summaries = (runs: readonly Judgement[]) => runs.map((run) => summaryOf(run[measure]));
  const own = summaries(ofRuns);
  const all = new Map(FIGURES.map((figure) => [figure as string, overRuns(own.map((summary) => summary[figure]))]));
  for (const other of ["none", "top-up"]) {
    const others = summaries(must(judgements.get(other), other));
    const above = own.map(({ average }, run) => average - must(others[run], other).average);
    all.set(`average_above_${other}`, overRuns(above));
  }
  return all;
}
