import type { Reporter } from "../diagnostics/reporter.js";
import { aucDifference, aucWithError } from "../metrics/auc-error.js";
import type { BinarySample } from "../metrics/binary-sample.js";
import { histogram, uniformEdges } from "../metrics/bins.js";
import { calibration } from "../metrics/calibration.js";
import { type ClassScores, confusion, decisions, oneVsOne } from "../metrics/class-scores.js";
import { rocCurve, thinned } from "../metrics/roc.js";
import { addTo, emptyTally, shareOf } from "../metrics/share.js";
import { rangeOfValues } from "./bins.js";
import type { Classification, ClassReport, ReferenceReport, Roc, ScoreHistogram } from "./evaluation.js";
import type { EvaluatedEvents, Labels, OutputValues } from "./events.js";
import { workingPointReport } from "./working-points.js";

/** Points of a curve in the JSON and in plots. */
const ROC_POINTS = 300;
const SCORE_BINS = 50;

/** How well the scores of an output tell the classes apart. */
export function classify(
  output: OutputValues,
  labels: Labels,
  events: EvaluatedEvents,
  reporter: Reporter,
): Classification {
  const [low, high] = rangeOfValues([output.values]);
  const isProbability = output.values.every((score) => score >= 0 && score <= 1);
  if (!isProbability) reporter.report("BX6510", { output: output.name, low, high });
  const present = labels.classes.map((_, label) => labels.values.includes(label));
  const signals = labels.signals.filter((label) => present[label]);
  const request = { output, labels, events, isProbability };
  const sample = classScores(output, labels, events);
  return {
    output: output.name,
    scores: isProbability ? "probabilities" : "unbounded",
    classes: signals.map((label) => classReport({ ...request, label })),
    pairs: signals.flatMap((signal) =>
      labels.backgrounds
        .filter((background) => present[background] && (background > signal || !signals.includes(background)))
        .map((background) => pairReport(request, signal, background)),
    ),
    decisions: output.size === 1 ? null : { accuracy: accuracyOf(sample), confusion: confusion(sample) },
  };
}

function classScores({ values, size }: OutputValues, labels: Labels, { weights }: EvaluatedEvents): ClassScores {
  return { scores: values, classes: size, labels: labels.values, weights: weights?.values };
}

interface ClassRequest {
  readonly output: OutputValues;
  readonly labels: Labels;
  readonly events: EvaluatedEvents;
  readonly isProbability: boolean;
}

function classReport(request: ClassRequest & { readonly label: number }): ClassReport {
  const { output, labels, label, events, isProbability } = request;
  const others = labels.backgrounds.filter((background) => background !== label);
  const chosen = eventsOfClasses(labels, [label, ...others]);
  const sampleOf = (values: ArrayLike<number>): BinarySample => scoresOfClass(values, request, chosen);
  const sample = sampleOf(output.values);
  const other = output.reference && sampleOf(output.reference);
  const edges = uniformEdges(...rangeOfValues([sample.scores, other?.scores ?? []]), SCORE_BINS);
  const points = events.workingPoints.map((allowed) =>
    workingPointReport(allowed, sample, other?.scores, events.variables, chosen),
  );
  const signals = Array.from(sample.signal).filter((kind) => kind === 1).length;
  return {
    name: labels.classes[label] as string,
    label,
    events: signals,
    background: {
      name: others.length === 1 ? (labels.classes[others[0] as number] as string) : "rest",
      events: chosen.length - signals,
    },
    auc: aucWithError(sample),
    roc: rocOf(sample),
    scores: scoresOf(sample, edges),
    calibration: isProbability ? calibration(sample) : null,
    workingPoints: points,
    reference: other === undefined ? null : referenceReport(sample, other, edges),
  };
}

function eventsOfClasses({ values }: Labels, classes: readonly number[]): Uint32Array {
  return Uint32Array.from(values.keys()).filter((i) => classes.includes(values[i] as number));
}

/** The class' own score of the chosen events, which are its signal or its background. */
function scoresOfClass(
  values: ArrayLike<number>,
  { output: { size }, labels, label, events: { weights } }: ClassRequest & { readonly label: number },
  chosen: Uint32Array,
): BinarySample {
  const own = size === 1 ? 0 : label;
  return {
    scores: Float64Array.from(chosen, (i) => values[i * size + own] as number),
    signal: Uint8Array.from(chosen, (i) => (labels.values[i] === label ? 1 : 0)),
    weights: weights && Float64Array.from(chosen, (i) => weights.values[i] as number),
  };
}

function referenceReport(sample: BinarySample, other: BinarySample, edges: readonly number[]): ReferenceReport {
  return {
    auc: aucWithError(other),
    difference: aucDifference(sample, other.scores),
    roc: rocOf(other),
    scores: scoresOf(other, edges),
  };
}

function rocOf(sample: BinarySample): Roc {
  const { thresholds, signal, background } = thinned(rocCurve(sample), ROC_POINTS);
  return { thresholds: [...thresholds], signal: [...signal], background: [...background] };
}

function scoresOf({ scores, signal, weights }: BinarySample, edges: readonly number[]): ScoreHistogram {
  const ofKind = (kind: number): readonly number[] => {
    const own = Float64Array.from(signal, (each, i) => (each === kind ? (weights?.[i] ?? 1) : 0));
    return histogram(scores, edges, own).contents;
  };
  return { edges, signal: ofKind(1), background: ofKind(0) };
}

/** Two classes alone: by the ratio or the difference of their scores, or by the only one. */
function pairReport(request: ClassRequest, signal: number, background: number): Classification["pairs"][number] {
  const { output, labels, events, isProbability } = request;
  const sample =
    output.size === 1
      ? scoresOfClass(output.values, { ...request, label: signal }, eventsOfClasses(labels, [signal, background]))
      : oneVsOne(classScores(output, labels, events), signal, background, isProbability ? "ratio" : "difference");
  const [name, against] = [labels.classes[signal] as string, labels.classes[background] as string];
  return { signal: name, background: against, auc: aucWithError(sample) };
}

function accuracyOf({ scores, classes, labels, weights }: ClassScores) {
  const tally = emptyTally();
  for (const [i, decision] of decisions(scores, classes).entries())
    addTo(tally, decision === labels[i], weights?.[i] ?? 1);
  return shareOf(tally);
}
