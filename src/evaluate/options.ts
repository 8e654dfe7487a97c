import type { Reporter } from "../diagnostics/reporter.js";
import { CROSSING_RATE } from "../metrics/working-point.js";
import type { AllowedBackground } from "./events.js";

/** `0.01` (a share of background), or `10kHz` (a rate, with all crossings as background), separated by commas. */
export function parseWorkingPoints(texts: readonly string[], reporter: Reporter): AllowedBackground[] {
  return items(texts).flatMap((name) => {
    const [, number = "", unit] = /^([\d.]+(?:e[+-]?\d+)?)\s*(kHz)?$/i.exec(name) ?? [];
    const share = unit === undefined ? Number(number) : Number(number) / CROSSING_RATE;
    if (number !== "" && share > 0 && share < 1) return [{ name, share }];
    const expected = `a share of background between 0 and 1, or a rate below ${CROSSING_RATE.toFixed(0)}kHz`;
    reporter.report("BX7002", { option: "--working-point", value: name, expected });
    return [];
  });
}

/** How a variable is to be cut into bins: edges, or a number of bins of equal content. */
export type Binning = { readonly edges: readonly number[] } | { readonly bins: number };

const DEFAULT_BINNING: Binning = { bins: 10 };
const MOST_BINS = 1000;

/** `12` for all variables, `pt=20` or `pt=15,30,60,120` for one. What is not named has 10 bins of equal content. */
export function parseBinnings(
  texts: readonly string[],
  variables: readonly string[],
  reporter: Reporter,
): (variable: string) => Binning {
  const given = new Map<string | undefined, Binning>();
  for (const text of texts) {
    const name = variables.find((variable) => text.startsWith(`${variable}=`));
    const binning = parseBinning(name === undefined ? text : text.slice(name.length + 1));
    const wrong = (expected: string): void => reporter.report("BX7002", { option: "--bins", value: text, expected });
    if (name === undefined && text.includes("=")) wrong(`one of the variables of --against: ${variables.join(", ")}`);
    else if (binning === undefined) wrong("a number of bins, or edges that ascend: 12, pt=20, pt=15,30,60,120");
    else if (name === undefined && "edges" in binning) wrong("a variable in front of edges: pt=15,30,60,120");
    else given.set(name, binning);
  }
  return (variable) => given.get(variable) ?? given.get(undefined) ?? DEFAULT_BINNING;
}

function parseBinning(text: string): Binning | undefined {
  const numbers = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const [first = Number.NaN] = numbers;
  if (!numbers.every(Number.isFinite)) return undefined;
  if (numbers.length === 1)
    return Number.isInteger(first) && first >= 1 && first <= MOST_BINS ? { bins: first } : undefined;
  return numbers.every((edge, i) => i === 0 || edge > (numbers[i - 1] as number)) ? { edges: numbers } : undefined;
}

/** Half widths of windows, in the units of the targets. */
export function parseWindows(texts: readonly string[], reporter: Reporter): number[] {
  return items(texts).flatMap((text) => {
    const window = Number(text);
    if (window > 0 && Number.isFinite(window)) return [window];
    reporter.report("BX7002", { option: "--window", value: text, expected: "a number above 0" });
    return [];
  });
}

/** What is separated by commas, in one option or several. */
export function items(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(",").map((item) => item.trim())).filter((item) => item !== "");
}
