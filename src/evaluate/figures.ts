import { chart } from "../plot/chart.js";
import { heatMap } from "../plot/heat-map.js";
import type { Series } from "../plot/series.js";
import type { Agreement, Classification, ClassReport, Evaluation, Regression, Residual } from "./evaluation.js";

/** A plot of an evaluation, with the name of its file. */
export interface EvaluationFigure {
  readonly file: string;
  readonly caption: string;
  readonly svg: string;
}

/** Figures by the part of the evaluation that they belong to. */
export interface EvaluationFigures {
  readonly classes: readonly EvaluationFigure[];
  readonly efficiencies: readonly EvaluationFigure[];
  readonly regressions: readonly EvaluationFigure[];
  readonly agreement: readonly EvaluationFigure[];
}

/** All plots of an evaluation, drawn from its numbers alone: the JSON file is enough to draw them again. */
export function figuresOf({ classification, regressions, agreement, notice }: Evaluation): EvaluationFigures {
  const note = notice ?? undefined;
  return {
    classes: classification === null ? [] : classFigures(classification, note),
    efficiencies: classification === null ? [] : efficiencyFigures(classification, note),
    regressions: regressions.flatMap((regression) => regressionFigures(regression, note)),
    agreement: agreement.map((each) => agreementFigure(each, note)),
  };
}

type Note = string | undefined;

function classFigures(classification: Classification, note: Note): EvaluationFigure[] {
  const { classes, pairs, decisions } = classification;
  const figures = [rocFigure(classes, note), ...classes.map((each) => scoreFigure(each, note))];
  if (classes.some((each) => each.calibration !== null)) figures.push(calibrationFigure(classes, note));
  if (decisions !== null) figures.push(confusionFigure(classes, decisions.confusion, note));
  if (pairs.length > 2) figures.push(pairFigure(classification, note));
  return figures;
}

/** Below this share of background nothing is drawn. */
const LEAST_SHARE = 1e-6;

function rocFigure(classes: readonly ClassReport[], note: Note): EvaluationFigure {
  const series = classes.flatMap(({ name, auc, roc, reference }, color): Series[] => {
    const label = `${name}, AUC ${auc.value.toFixed(4)} ± ${auc.error.toFixed(4)}`;
    const fixed: Series = { kind: "line", name: label, color, x: roc.signal, y: roc.background };
    if (reference === null) return [fixed];
    return [fixed, { kind: "line", color, dashed: true, x: reference.roc.signal, y: reference.roc.background }];
  });
  const shares = classes.flatMap(({ roc }) => roc.background).filter((share) => share >= LEAST_SHARE);
  const svg = chart({
    title: "Background against signal",
    description: "Receiver operating characteristic of every class: lower is better",
    note,
    x: { label: "signal efficiency", range: [0, 1] },
    y: { label: "background efficiency", scale: "log", range: [Math.min(0.1, ...shares), 1] },
    series,
  });
  const dashed = classes.some(({ reference }) => reference !== null) ? "; dashed: the reference" : "";
  return { file: "roc.svg", caption: `Background against signal efficiency of every class${dashed}`, svg };
}

function scoreFigure({ name, background, scores, reference }: ClassReport, note: Note): EvaluationFigure {
  const steps = (kind: "signal" | "background", color: number): Series[] => {
    const { edges } = scores;
    const label = kind === "signal" ? name : background.name;
    const fixed: Series = { kind: "step", name: label, color, edges, values: scores[kind], filled: kind === "signal" };
    if (reference === null) return [fixed];
    return [fixed, { kind: "step", color, edges, values: reference.scores[kind], dashed: true }];
  };
  const svg = chart({
    title: `Scores of ${name}`,
    description: "Histograms of the score of events of the class and of the others",
    note,
    x: { label: "score" },
    y: { label: "events (weighted)", scale: "log" },
    series: [...steps("signal", 0), ...steps("background", 1)],
  });
  return { file: `scores-${fileName(name)}.svg`, caption: `Scores of ${name} and ${background.name}`, svg };
}

function calibrationFigure(classes: readonly ClassReport[], note: Note): EvaluationFigure {
  const series = classes.flatMap(({ name, calibration }, color): Series[] => {
    const bins = (calibration?.bins ?? []).filter(({ events }) => events > 0);
    return [{ kind: "points", name, color, x: bins.map(({ meanScore }) => meanScore), ...intervals(bins) }];
  });
  const diagonal: Series = { kind: "line", name: "calibrated", color: 8, dashed: true, x: [0, 1], y: [0, 1] };
  const svg = chart({
    title: "Calibration",
    description: "Share of events of the class against mean score, in bins of the score",
    note,
    x: { label: "mean score", range: [0, 1] },
    y: { label: "share of the class", range: [0, 1] },
    series: [diagonal, ...series],
  });
  return { file: "calibration.svg", caption: "Share of the class against its score", svg };
}

function confusionFigure(
  classes: readonly ClassReport[],
  confusion: readonly (readonly number[])[],
  note: Note,
): EvaluationFigure {
  const rows = classes.map(({ label }) => {
    const row = confusion[label] ?? [];
    const sum = row.reduce((total, each) => total + each, 0);
    return classes.map((decision) => (row[decision.label] ?? 0) / sum);
  });
  const names = classes.map(({ name }) => name);
  const svg = heatMap({
    title: "Decisions",
    description: "Share of each class that each class' score is the greatest of",
    note,
    x: { label: "greatest score", names },
    y: { label: "class", names: names.toReversed() },
    label: "share of the class",
    range: [0, 1],
    values: rows.toReversed(),
    cellText: (value) => value.toFixed(3),
  });
  return { file: "decisions.svg", caption: "Decisions by the greatest score", svg };
}

function pairFigure({ pairs }: Classification, note: Note): EvaluationFigure {
  // The first row is at the top, as in a table.
  const signals = [...new Set(pairs.map(({ signal }) => signal))].toReversed();
  const backgrounds = [...new Set(pairs.map(({ background }) => background))];
  const areaOf = (signal: string, background: string): number =>
    pairs.find((pair) => pair.signal === signal && pair.background === background)?.auc.value ?? Number.NaN;
  const svg = heatMap({
    title: "Area under the curve, one class against one",
    description: "How well the scores of two classes tell them apart",
    note,
    x: { label: "background", names: backgrounds },
    y: { label: "signal", names: signals },
    label: "AUC",
    range: [0.5, 1],
    values: signals.map((signal) => backgrounds.map((background) => areaOf(signal, background))),
    cellText: (value) => value.toFixed(3),
  });
  return { file: "pairs.svg", caption: "Area under the curve of pairs of classes", svg };
}

function efficiencyFigures({ classes }: Classification, note: Note): EvaluationFigure[] {
  const [first] = classes;
  return (first?.workingPoints ?? []).flatMap((point, p) =>
    point.efficiencies.flatMap(({ variable }, v) =>
      (["signal", "background"] as const).map((kind) => {
        const series = classes.map(({ name, workingPoints }): Series => {
          const bins = (workingPoints[p]?.efficiencies[v]?.[kind] ?? []).filter(({ events }) => events > 0);
          return { kind: "points", name, x: bins.map(middle), ...binWidths(bins), ...intervals(bins) };
        });
        const svg = chart({
          title: `${kind === "signal" ? "Signal" : "Background"} efficiency against ${variable}, at ${point.name}`,
          description: `Share of events that pass, in bins of ${variable}`,
          note,
          x: { label: variable },
          y: { label: `${kind} efficiency` },
          series,
        });
        const file = `efficiency-${fileName(point.name)}-${fileName(variable)}-${kind}.svg`;
        return { file, caption: `Efficiency of ${kind} against ${variable}, background at ${point.name}`, svg };
      }),
    ),
  );
}

function regressionFigures({ output, target, elements }: Regression, note: Note): EvaluationFigure[] {
  return elements.flatMap(({ element, residual, reference, against }) => [
    residualFigure(`${output} minus ${target}`, `residual-${fileName(element)}.svg`, note, [
      { name: "fixed point", residual },
      ...(reference === null ? [] : [{ name: "reference", residual: reference }]),
    ]),
    ...against.map(({ variable, bins }) => {
      const filled = bins.filter(({ events }) => events > 1);
      const points = (name: string, of: "mean" | "rms"): Series => ({
        kind: "points",
        name,
        x: filled.map(middle),
        ...binWidths(filled),
        y: filled.map((bin) => bin[of].value),
        yLow: filled.map((bin) => bin[of].value - bin[of].error),
        yHigh: filled.map((bin) => bin[of].value + bin[of].error),
      });
      const svg = chart({
        title: `${element} minus ${target}`,
        description: `Mean and RMS of the residual in bins of ${variable}`,
        note,
        x: { label: variable },
        y: { label: "residual" },
        series: [points("mean", "mean"), points("RMS", "rms")],
      });
      const file = `residual-${fileName(element)}-${fileName(variable)}.svg`;
      return { file, caption: `Mean and RMS of the residual of ${element} against ${variable}`, svg };
    }),
  ]);
}

function agreementFigure({ output, elements }: Agreement, note: Note): EvaluationFigure {
  const all = elements.slice(0, 10).map(({ element, residual }) => ({ name: element, residual }));
  return residualFigure(`${output}, fixed point minus reference`, `agreement-${fileName(output)}.svg`, note, all);
}

function residualFigure(
  title: string,
  file: string,
  note: Note,
  all: readonly { readonly name: string; readonly residual: Residual }[],
): EvaluationFigure {
  const svg = chart({
    title,
    description: "Histogram of differences",
    note,
    x: { label: title },
    y: { label: "events (weighted)", scale: "log" },
    series: all.map(({ name, residual: { histogram } }): Series => {
      return { kind: "step", name, edges: histogram.edges, values: histogram.contents };
    }),
  });
  return { file, caption: title, svg };
}

interface Edges {
  readonly lowEdge: number;
  readonly highEdge: number;
}

const middle = ({ lowEdge, highEdge }: Edges): number => (lowEdge + highEdge) / 2;

const binWidths = (bins: readonly Edges[]) => ({
  xLow: bins.map(({ lowEdge }) => lowEdge),
  xHigh: bins.map(({ highEdge }) => highEdge),
});

const intervals = (shares: readonly { readonly value: number; readonly low: number; readonly high: number }[]) => ({
  y: shares.map(({ value }) => value),
  yLow: shares.map(({ low }) => low),
  yHigh: shares.map(({ high }) => high),
});

/** A name as part of a file's name. */
const fileName = (name: string): string => name.replace(/[^\w.+-]+/g, "_").slice(0, 40);
