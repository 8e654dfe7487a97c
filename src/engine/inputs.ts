import { sameEvents } from "../data/event-shape.js";
import type { InputPort } from "../data/to-tensor.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { openArrays } from "../files/open.js";
import { splitSelection } from "../files/split-selection.js";
import type { ArraySource, DataPort } from "../files/stream.js";
import { didYouMean, shown } from "../support/text.js";
import { splitSpec } from "./spec.js";

/** The data of every input, in the order of the model, all of one number of events. */
export interface OpenInputs {
  readonly sources: readonly ArraySource[];
  readonly events: number;
  readonly close: () => Promise<void>;
}

interface InputFile {
  readonly spec: string;
  readonly name: string | undefined;
  readonly file: string;
}

/**
 * Opens what `--input` names: `FILE`, `NAME=FILE`, each with a `:selection` where its format has one. Undefined where
 * something is missing, unknown, or does not fit: all of it is reported, and nothing stays open.
 */
export async function openInputs(
  specs: readonly string[],
  inputs: readonly InputPort[],
  raw: boolean,
  reporter: Reporter,
): Promise<OpenInputs | undefined> {
  const names = inputs.map(({ port }) => port.name);
  const files = specs.map((spec): InputFile => ({ spec, ...splitSpec(spec, names) }));
  const found = new Map<string, ArraySource>();
  const close = async (): Promise<void> => {
    for (const source of found.values()) await source.close();
  };
  let complete = true;
  for (const each of files) complete = (await openFile(each, files, inputs, raw, found, reporter)) && complete;
  if (complete) {
    const missing = names.filter((name) => !found.has(name));
    for (const input of missing) reporter.report("BX3010", { input, given: [...found.keys()] });
    complete = missing.length === 0;
  }
  const sources = names.flatMap((name) => found.get(name) ?? []);
  const counts = sources.map(({ shape }) => shape[0] ?? 0);
  const events = complete ? sameEvents(names, counts, reporter) : undefined;
  if (events !== undefined) return { sources, events, close };
  await close();
  return undefined;
}

/** Adds the arrays of one file; false where something was reported. */
async function openFile(
  { spec, name, file }: InputFile,
  files: readonly InputFile[],
  inputs: readonly InputPort[],
  raw: boolean,
  found: Map<string, ArraySource>,
  reporter: Reporter,
): Promise<boolean> {
  const names = inputs.map(({ port }) => port.name);
  if (name !== undefined && !names.includes(name)) {
    reporter.report("BX3011", { name, what: "input", names, near: didYouMean(name, names) });
    return false;
  }
  // A file alone brings what no other file is named for.
  const named = new Set(files.map((each) => each.name));
  const free = inputs.filter(({ port }) => !named.has(port.name));
  const chosen =
    name === undefined ? (free.length > 0 ? free : inputs) : inputs.filter(({ port }) => port.name === name);
  const wanted = chosen.map(({ port, type }): DataPort => ({ name: port.name, shape: port.shape, type }));
  const sources = await openArrays({ ...splitSelection(file), wanted, raw, reporter });
  if (sources === undefined) return false;
  let once = true;
  for (const [input, source] of sources) {
    if (found.has(input)) {
      reporter.report("BX7002", { option: "--input", value: spec, expected: `one file for '${shown(input)}'` });
      await source.close();
      once = false;
    } else found.set(input, source);
  }
  return once;
}
