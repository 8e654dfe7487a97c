import type { Reporter } from "../diagnostics/reporter.js";
import { didYouMean, shown } from "../support/text.js";
import type { EvaluatedEvents, Labels } from "./events.js";

/** Whether all values [events, size] of an array are as expected; the first other one is reported, with their number. */
export function isExpected(
  array: string,
  values: ArrayLike<number>,
  size: number,
  expected: string,
  fits: (value: number) => boolean,
  reporter: Reporter,
): boolean {
  let [count, first] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (fits(values[i] as number)) continue;
    if (count === 0) first = i;
    count++;
  }
  if (count === 0) return true;
  const event = Math.floor(first / size);
  reporter.report("BX6503", { array, value: String(values[first]), event, count, expected });
  return false;
}

/** Whether an array [events, size] holds finite numbers only. */
export function isFinite(array: string, values: ArrayLike<number>, size: number, reporter: Reporter): boolean {
  return isExpected(array, values, size, "a number", Number.isFinite, reporter);
}

/**
 * Names of the classes of an output of `size` elements: as `given`, else by their numbers. A single score has as many
 * classes as there are labels, two at least. Undefined where names or labels do not fit (reported).
 */
export function classesOf(
  array: string,
  labels: Float64Array,
  size: number,
  given: readonly string[] | undefined,
  reporter: Reporter,
): readonly string[] | undefined {
  const greatest = labels.reduce((most, label) => (Number.isInteger(label) ? Math.max(most, label) : most), 0);
  const classes = size > 1 ? size : Math.max(2, given?.length ?? greatest + 1);
  const named = given === undefined || given.length === classes;
  if (!named) {
    const expected = size > 1 ? `${size}, one for each element of the output` : "two at least";
    reporter.report("BX6506", { given: given.length, expected });
  }
  const fits = (label: number): boolean => Number.isInteger(label) && label >= 0 && label < classes;
  if (!isExpected(array, labels, 1, `a class number from 0 to ${classes - 1}`, fits, reporter) || !named)
    return undefined;
  return given ?? Array.from({ length: classes }, (_, label) => String(label));
}

/** Whether classes can be told apart: events of two of them at least, of positive weight. */
export function canBeToldApart(
  { values, classes }: Pick<Labels, "values" | "classes">,
  weights: EvaluatedEvents["weights"],
  reporter: Reporter,
): boolean {
  const sums = classes.map(() => ({ events: 0, weight: 0 }));
  for (const [i, label] of values.entries()) {
    const sum = sums[label];
    if (sum === undefined) continue;
    sum.events++;
    sum.weight += weights?.values[i] ?? 1;
  }
  const absent = classes.filter((_, label) => sums[label]?.events === 0);
  const only = sums.findIndex(({ events }) => events > 0);
  if (classes.length - absent.length === 1) {
    reporter.report("BX6504", { name: classes[only] as string, label: only });
    return false;
  }
  if (absent.length > 0) reporter.report("BX6505", { names: absent });
  const weightless = sums.flatMap(({ events, weight }, label) =>
    events > 0 && !(weight > 0) ? [{ label, weight }] : [],
  );
  for (const { label, weight } of weightless)
    reporter.report("BX6509", { array: weights?.name ?? "", name: classes[label] as string, sum: weight });
  return weightless.length === 0;
}

/** Classes that are signal and background, by names or numbers. */
export interface Sides {
  readonly signal: readonly string[] | undefined;
  readonly background: readonly string[] | undefined;
}

/**
 * What is told from what. Several scores: each class from all others. A single score: all classes from class 0, or where
 * only signals are named, those from all others. Undefined where a class is unknown or on both sides (reported).
 */
export function sidesOf(
  classes: readonly string[],
  single: boolean,
  { signal, background }: Sides,
  reporter: Reporter,
): Pick<Labels, "signals" | "backgrounds"> | undefined {
  const all = classes.map((_, label) => label);
  const numbers = (option: string, names: readonly string[]): number[] =>
    names.flatMap((name) => labelOf(option, name, classes, reporter) ?? []);
  const signals = signal && numbers("--signal", signal);
  const backgrounds = background && numbers("--background", background);
  if (!single) return { signals: signals ?? all, backgrounds: backgrounds ?? all };
  const behind = backgrounds ?? (signals === undefined ? [0] : all.filter((label) => !signals.includes(label)));
  const ahead = signals ?? all.filter((label) => !behind.includes(label));
  const both = ahead.find((label) => behind.includes(label));
  if (both === undefined) return { signals: ahead, backgrounds: behind };
  const expected = "classes that are not background";
  return void reporter.report("BX7002", { option: "--signal", value: classes[both] as string, expected });
}

function labelOf(option: string, name: string, classes: readonly string[], reporter: Reporter): number | undefined {
  const label = classes.includes(name) ? classes.indexOf(name) : /^\d+$/.test(name) ? Number(name) : classes.length;
  if (label < classes.length) return label;
  const expected = `a class: ${classes.map((each) => shown(each, 40)).join(", ")}`;
  return void reporter.report("BX7002", { option, value: name, expected, near: didYouMean(name, classes) });
}
