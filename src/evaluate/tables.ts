import type { Estimate } from "../metrics/auc-error.js";
import type { Share } from "../metrics/share.js";
import type { Agreement, Classification, Evaluation, Regression } from "./evaluation.js";

/** A cell: what is written, and what it is sorted by where that is a number. */
export type TableCell = string | { readonly text: string; readonly value: number };

export interface EvaluationTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
}

/** The numbers of an evaluation that fit into tables, for the terminal and for the page. */
export function tablesOf({ classification, regressions, agreement }: Evaluation): EvaluationTable[] {
  return [
    ...(classification === null ? [] : [classTable(classification), pointTable(classification)]),
    ...regressions.map(regressionTable),
    ...(agreement.length === 0 ? [] : [agreementTable(agreement), differenceTable(agreement)]),
  ];
}

function classTable({ output, classes }: Classification): EvaluationTable {
  const reference = classes.some((each) => each.reference !== null);
  const calibrated = classes.some(({ calibration }) => calibration !== null);
  return {
    title: `area under the curve, output '${output}'`,
    header: [
      "class",
      "events",
      "against",
      "events",
      "AUC",
      ...(reference ? ["AUC of reference", "difference"] : []),
      ...(calibrated ? ["calibration error"] : []),
    ],
    rows: classes.map(({ name, events, background, auc, reference: other, calibration }) => [
      name,
      number(events),
      background.name,
      number(background.events),
      estimate(auc),
      ...(other === null ? [] : [estimate(other.auc), estimate(other.difference, true)]),
      ...(calibration === null ? [] : [estimate(calibration.expectedError)]),
    ]),
  };
}

function pointTable({ classes }: Classification): EvaluationTable {
  const all = classes.flatMap(({ workingPoints }) => workingPoints);
  const flips = all.some((point) => point.flips !== null);
  // A rate means something where it was asked for: where the background is minimum bias.
  const rates = all.some(({ name }) => /khz$/i.test(name));
  return {
    title: "working points",
    header: [
      "class",
      "background at",
      "threshold",
      "background",
      ...(rates ? ["rate [kHz]"] : []),
      "signal",
      "+- with threshold",
      ...(flips ? ["flips, same threshold", "same background"] : []),
    ],
    rows: classes.flatMap(({ name, workingPoints }) =>
      workingPoints.map((point) => [
        name,
        point.name,
        number(point.threshold, 6),
        share(point.background),
        ...(rates ? [number(point.rate.value, 4)] : []),
        share(point.signal),
        number(point.signalError, 2),
        ...(point.flips === null
          ? []
          : [share(point.flips.sameThreshold.share), share(point.flips.sameBackground.share)]),
      ]),
    ),
  };
}

function regressionTable({ output, target, elements }: Regression): EvaluationTable {
  const windows = elements[0]?.residual.within.map(({ window }) => window) ?? [];
  return {
    title: `residual: output '${output}' minus '${target}'`,
    header: ["element", "", "mean", "RMS", "median", "16 %", "84 %", ...windows.map((window) => `within +-${window}`)],
    rows: elements.flatMap(({ element, residual, reference }) =>
      [
        { name: "fixed point", of: residual },
        ...(reference === null ? [] : [{ name: "reference", of: reference }]),
      ].map(({ name, of: { mean, rms, quantiles, within } }) => [
        element,
        name,
        estimate(mean, true),
        estimate(rms),
        ...[0.5, 0.1587, 0.8413].map((wanted) =>
          number(quantiles.find((one) => one.share === wanted)?.value ?? Number.NaN, 4),
        ),
        ...within.map((one) => share(one.share)),
      ]),
    ),
  };
}

function agreementTable(all: readonly Agreement[]): EvaluationTable {
  return {
    title: "fixed point against the reference",
    header: ["output", "identical", "same decisions", "two-sample AUC", "significance"],
    rows: all.map(({ output, identical, decisions, twoSample }) => [
      output,
      share(identical),
      decisions === null ? "" : share(decisions),
      estimate(twoSample.auc),
      number(twoSample.significance, 2),
    ]),
  };
}

function differenceTable(all: readonly Agreement[]): EvaluationTable {
  return {
    title: "fixed point minus reference",
    header: ["element", "mean", "RMS", "least", "greatest"],
    rows: all.flatMap(({ elements }) =>
      elements.map(({ element, residual: { mean, rms, least, greatest } }) => [
        element,
        estimate(mean, true),
        number(rms.value, 3),
        number(least, 3),
        number(greatest, 3),
      ]),
    ),
  };
}

function number(value: number, digits?: number): TableCell {
  if (Number.isNaN(value)) return "";
  return { text: digits === undefined ? String(value) : String(Number(value.toPrecision(digits))), value };
}

/** A value with as many decimals as its error has, two of them telling. */
function estimate({ value, error }: Estimate, signed = false): TableCell {
  if (Number.isNaN(value)) return "";
  const decimals = error > 0 ? Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(error)))) : 4;
  const sign = signed && value >= 0 ? "+" : "";
  return { text: `${sign}${value.toFixed(decimals)} ± ${error.toFixed(decimals)}`, value };
}

/** A share with its interval, as `0.8214 +0.0012 -0.0013`. */
function share({ value, low, high }: Share): TableCell {
  if (Number.isNaN(value)) return "";
  const width = Math.max(high - value, value - low);
  const decimals = width > 0 ? Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(width)))) : 4;
  return {
    text: `${value.toFixed(decimals)} +${(high - value).toFixed(decimals)} -${(value - low).toFixed(decimals)}`,
    value,
  };
}
