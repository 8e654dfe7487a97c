import type { OutputArray } from "../data/nd-array.js";
import { reportRounded } from "../data/output-notes.js";
import { type ElementPlace, firstOutside, type InputPart, reportInvalid, reportOutside } from "../data/to-tensor.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { BlockReport } from "../sim/block.js";
import type { NodeStats } from "../sim/node-stats.js";
import { addStats } from "../sim/node-stats.js";
import { must } from "../support/errors.js";
import type { GivenValue } from "./given-values.js";

/** What is known of an input's part besides its values: the name of its data in messages. */
export interface NamedPart extends InputPart {
  readonly origin: string;
}

/** Adds up what blocks of events report, in the order of the events. */
export interface Account {
  /** False where an input holds something that is no number of its type: reported, and nothing that follows counts. */
  readonly add: (report: BlockReport, parts: readonly NamedPart[]) => boolean;
  /** Reports totals of overflowed inputs and of rounded outputs; returns the overflows of nodes. */
  readonly close: () => readonly NodeStats[];
}

interface InputTotal {
  outside: number;
  values: number;
  first: { readonly part: NamedPart; readonly place: ElementPlace } | undefined;
}

export function createAccount(
  values: readonly GivenValue[],
  dtypes: readonly (OutputArray["dtype"] | undefined)[],
  reporter: Reporter,
): Account {
  const totals: InputTotal[] = [];
  const rounded = values.map(() => 0);
  let stats: readonly NodeStats[] = [];
  const add: Account["add"] = (report, parts) => {
    parts.forEach((part, i) => {
      const { invalid } = must(report.inputs[i], "input");
      if (invalid > 0) reportInvalid(part, invalid, placeOf(part), reporter);
    });
    if (report.inputs.some(({ invalid }) => invalid > 0)) return false;
    parts.forEach((part, i) => {
      const { outside } = must(report.inputs[i], "input");
      const total = (totals[i] ??= { outside: 0, values: 0, first: undefined });
      if (outside > 0) total.first ??= { part, place: firstOutside(part) };
      total.outside += outside;
      total.values += part.data.length;
    });
    report.rounded.forEach((count, i) => {
      rounded[i] = (rounded[i] ?? 0) + count;
    });
    stats = addStats(report.stats, stats);
    return true;
  };
  const close = (): readonly NodeStats[] => {
    for (const { first, outside, values } of totals)
      if (first !== undefined)
        reportOutside(first.part.input.type, outside, values, first.place, placeOf(first.part), reporter);
    values.forEach(({ type, name }, i) => {
      const dtype = dtypes[i];
      if (dtype !== undefined) reportRounded(type, name, dtype, rounded[i] ?? 0, reporter);
    });
    return stats;
  };
  return { add, close };
}

const placeOf = ({ origin, input }: NamedPart) => ({ file: origin, onnxValue: input.port.name });
