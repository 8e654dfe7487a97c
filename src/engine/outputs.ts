import type { OutputArray } from "../data/nd-array.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { GivenValue } from "../driver/given-values.js";
import { formatOfName, knownExtensions, outputType } from "../files/formats.js";
import { createSink } from "../files/open.js";
import type { ArraySink, SinkRequest } from "../files/stream.js";
import { must } from "../support/errors.js";
import { didYouMean, shown } from "../support/text.js";
import { splitSpec } from "./spec.js";

type DType = OutputArray["dtype"];

/** A file to write and the values that go into it. */
export interface OutputFile {
  readonly spec: string;
  readonly file: string;
  readonly values: readonly GivenValue[];
  readonly dtype: DType;
}

export interface OutputPlan {
  readonly files: readonly OutputFile[];
  /** Element type of every value; undefined for outputs of the model that go into no file. */
  readonly dtypes: readonly (DType | undefined)[];
}

/** How values are to be written: as mantissas, or as floats of a type other than the format's own. */
export interface OutputForm {
  readonly raw: boolean;
  readonly dtype: "float32" | "float64" | undefined;
}

/** What `--output` asks for: `FILE` or `NAME=FILE`. Undefined where it makes no sense, all of it reported. */
export function planOutputs(
  specs: readonly string[],
  values: readonly GivenValue[],
  form: OutputForm,
  reporter: Reporter,
): OutputPlan | undefined {
  const planned = specs.map((spec) => planFile(spec, values, form, reporter));
  const files = planned.filter((file) => file !== undefined);
  if (files.length < planned.length) return undefined;
  const forms = values.map((value) => {
    const [first, ...more] = files.filter((file) => file.values.includes(value));
    const other = more.find(({ dtype }) => dtype !== first?.dtype);
    if (first !== undefined && other !== undefined) {
      const expected = `a file of ${first.dtype} as '${shown(first.file)}' is, for '${shown(value.name)}' is in both`;
      reporter.report("BX7002", { option: "--output", value: other.spec, expected });
    } else if (first === undefined && value.nodes !== undefined) {
      const expected = "a place in an --output: an .npz file, or NAME=FILE";
      reporter.report("BX7002", { option: "--trace", value: value.name, expected });
    } else return { dtype: first?.dtype };
    return undefined;
  });
  return forms.includes(undefined) ? undefined : { files, dtypes: forms.map((one) => one?.dtype) };
}

function planFile(
  spec: string,
  values: readonly GivenValue[],
  { raw, dtype }: OutputForm,
  reporter: Reporter,
): OutputFile | undefined {
  const names = values.map(({ name }) => name);
  const { name, file } = splitSpec(spec, names);
  const wrong = (expected: string): undefined =>
    void reporter.report("BX7002", { option: "--output", value: spec, expected });
  const format = formatOfName(file);
  if (format?.writes === undefined) return wrong(`a file name that ends in ${listed(knownExtensions(true))}`);
  const own = outputType(format, raw);
  if (own === "int64" && dtype !== undefined) return wrong(`no --dtype beside raw integers`);
  const form = { spec, file, dtype: dtype ?? own };
  if (name === undefined) {
    // A file of one array holds the only output; traced values need a file of their own then.
    const held = format.writes.arrays === "many" ? values : values.filter(({ nodes }) => nodes === undefined);
    if (format.writes.arrays === "many" || held.length === 1) return { ...form, values: held };
    const several = held.map((value) => `'${shown(value.name)}'`).join(", ");
    return wrong(`an .npz file, or NAME=FILE, since the model has the outputs ${several}`);
  }
  const value = values.find((each) => each.name === name);
  if (value !== undefined) return { ...form, values: [value] };
  return void reporter.report("BX3011", { name, what: "output", names, near: didYouMean(name, names) });
}

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join() : `${items.slice(0, -1).join(", ")} or ${items.at(-1)}`;

/** All files of a plan, written and finished together. */
export interface OpenOutputs {
  /** Parts of all values, in the order of the plan's `dtypes`. */
  readonly write: (parts: readonly OutputArray[]) => Promise<boolean>;
  readonly finish: () => Promise<boolean>;
  readonly abort: () => Promise<void>;
}

/** Starts the files; undefined where one can't be made (reported), and then there is none. */
export async function openOutputs(
  { files }: OutputPlan,
  values: readonly GivenValue[],
  request: Pick<SinkRequest, "events" | "reporter" | "onInterrupt">,
): Promise<OpenOutputs | undefined> {
  const sinks: { readonly sink: ArraySink; readonly places: readonly number[] }[] = [];
  const abort = async (): Promise<void> => {
    for (const { sink } of sinks) await sink.abort();
  };
  for (const { file, values: held, dtype } of files) {
    const ports = held.map(({ name, shape, type }) => ({ name, shape, type: type.elem }));
    const sink = await createSink({ ...request, file, ports, dtype });
    if (sink === undefined) {
      await abort();
      return undefined;
    }
    sinks.push({ sink, places: held.map((value) => values.indexOf(value)) });
  }
  const write = async (parts: readonly OutputArray[]): Promise<boolean> => {
    for (const { sink, places } of sinks)
      if (!(await sink.write(places.map((place) => must(parts[place], "part of an output"))))) return false;
    return true;
  };
  const finish = async (): Promise<boolean> => {
    for (const { sink } of sinks) if (!(await sink.finish())) return false;
    return true;
  };
  return { write, finish, abort };
}
