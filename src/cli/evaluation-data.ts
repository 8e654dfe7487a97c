import type { NdArray } from "../data/nd-array.js";
import type { Provenance } from "../data/sample.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { splitSpec } from "../engine/spec.js";
import { openArrays } from "../files/open.js";
import { readProvenance } from "../files/provenance.js";
import { splitSelection } from "../files/split-selection.js";
import type { ArraySource, DataPort } from "../files/stream.js";
import { shown } from "../support/text.js";

/** An array that is looked for in the data. */
export interface WantedArray {
  readonly port: DataPort;
  /** What for, in words. */
  readonly use: string;
  /** The option that names it; empty for inputs, whose names are the model's. */
  readonly option: string;
}

export interface OpenData {
  readonly sources: ReadonlyMap<string, ArraySource>;
  /** Of every array. */
  readonly events: number;
  /** Where the events come from, as far as their files say so. */
  readonly provenance: readonly Provenance[];
  readonly close: () => Promise<void>;
}

/**
 * Opens what `--data` names: `FILE` brings every wanted array that is in it, `NAME=FILE` or `NAME=FILE:ARRAY` one. Undefined
 * where something is missing or does not fit: all of it is reported, and nothing stays open.
 */
export async function openData(
  specs: readonly string[],
  wanted: readonly WantedArray[],
  reporter: Reporter,
): Promise<OpenData | undefined> {
  const sources = new Map<string, ArraySource>();
  const close = async (): Promise<void> => {
    for (const source of sources.values()) await source.close();
  };
  let complete = true;
  for (const spec of specs) complete = (await openSpec(spec, specs, wanted, sources, reporter)) && complete;
  const missing = wanted.filter(({ port }) => !sources.has(port.name));
  // What is wrong with a file explains what is missing of it.
  if (complete)
    for (const { port, use, option } of missing) reporter.report("BX6501", { array: port.name, use, option });
  const events = eventsOf(sources, reporter);
  if (complete && missing.length === 0 && events !== undefined) {
    const names = wanted.map(({ port }) => port.name);
    const files = specs.map((spec) => splitSelection(splitSpec(spec, names).file).file);
    return { sources, events, provenance: await provenanceOf(files), close };
  }
  await close();
  return undefined;
}

async function openSpec(
  spec: string,
  specs: readonly string[],
  wanted: readonly WantedArray[],
  sources: Map<string, ArraySource>,
  reporter: Reporter,
): Promise<boolean> {
  const names = wanted.map(({ port }) => port.name);
  const { name, file } = splitSpec(spec, names);
  const wrong = (expected: string): false => {
    reporter.report("BX7002", { option: "--data", value: spec, expected });
    return false;
  };
  if (name !== undefined && !names.includes(name))
    return wrong(`FILE, or NAME=FILE for one of ${names.map((each) => `'${shown(each, 40)}'`).join(", ")}`);
  // A file alone brings what no other file is named for.
  const named = new Set(specs.map((each) => splitSpec(each, names).name));
  const ports = wanted.map(({ port }) => port);
  const free = ports.filter((port) => (name === undefined ? !named.has(port.name) : port.name === name));
  if (free.length === 0) return wrong("no more files: every array has one already");
  const found = await openArrays({ ...splitSelection(file), option: "--data", wanted: free, raw: false, reporter });
  if (found === undefined) return false;
  const twice = [...found.keys()].find((array) => sources.has(array));
  if (twice === undefined) {
    for (const [array, source] of found) sources.set(array, source);
    return true;
  }
  for (const source of found.values()) await source.close();
  return wrong(`one file for '${shown(twice, 40)}'`);
}

/** Each sample once. */
async function provenanceOf(files: readonly string[]): Promise<readonly Provenance[]> {
  const found = await Promise.all([...new Set(files)].map(readProvenance));
  const samples = found.filter((sample) => sample !== undefined);
  return [...new Map(samples.map((sample) => [JSON.stringify(sample), sample])).values()];
}

/** The number of events of all arrays, reported where they differ. */
export function eventsOf(sources: ReadonlyMap<string, ArraySource>, reporter: Reporter): number | undefined {
  const lengths = Array.from(sources, ([name, { shape }]) => ({ name, events: shape[0] ?? 0 }));
  const [first] = lengths;
  const odd = lengths.filter(({ events }) => events !== first?.events);
  for (const { name, events } of odd)
    reporter.report("BX6502", {
      first: first?.name ?? "",
      events: first?.events ?? 0,
      other: name,
      otherEvents: events,
    });
  return odd.length === 0 ? (first?.events ?? 0) : undefined;
}

/** The first events of an array in memory; undefined where the file is damaged (reported). */
export async function readNumbers(source: ArraySource, events: number): Promise<Float64Array | undefined> {
  const array = await source.read(0, events);
  return array && numbersOf(array);
}

function numbersOf({ data }: NdArray): Float64Array {
  const numbers = new Float64Array(data.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = Number(data[i]);
  return numbers;
}
