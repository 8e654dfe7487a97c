import { toFloat32Array, toMantissaArray } from "../data/from-tensor.js";
import type { OutputArray } from "../data/nd-array.js";
import { writeNpy } from "../data/npy.js";
import { writeNpz } from "../data/npz.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { Port } from "../ir/graph.js";
import type { IntTensor } from "../ir/tensor.js";
import { didYouMean, shown } from "../support/text.js";
import { writeUserFile } from "./files.js";
import { splitSpec } from "./inputs.js";
import type { Session } from "./session.js";

/** A file to write and the outputs that go into it (one for .npy). */
export interface OutputFile {
  readonly file: string;
  readonly names: readonly string[];
}

export interface WrittenOutput {
  readonly output: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly file: string;
}

/** What `--output` asks for, settled before anything is simulated; undefined where it makes no sense (reported). */
export function planOutputs(
  { reporter }: Session,
  specs: readonly string[],
  ports: readonly Port[],
): readonly OutputFile[] | undefined {
  const names = ports.map(({ name }) => name);
  const plans = specs.map((spec) => planOutput(reporter, spec, names));
  const known = plans.filter((plan) => plan !== undefined);
  return known.length === specs.length ? known : undefined;
}

function planOutput(reporter: Reporter, spec: string, names: readonly string[]): OutputFile | undefined {
  const { name, file } = splitSpec(spec, names);
  const wrong = (expected: string): undefined =>
    void reporter.report("BX7002", { option: "--output", value: spec, expected });
  if (!/\.np[yz]$/.test(file)) return wrong("a file name that ends in .npy or .npz");
  if (name !== undefined && !names.includes(name))
    return void reporter.report("BX3011", { name, what: "output", names, near: didYouMean(name, names) });
  if (name !== undefined) return { file, names: [name] };
  if (file.endsWith(".npy") && names.length > 1)
    return wrong(
      `an .npz file, or NAME=FILE, since the model has the outputs ${names.map((each) => `'${shown(each)}'`).join(", ")}`,
    );
  return { file, names };
}

/** Writes the outputs as float32 values or, with `raw`, int64 mantissas; undefined where one could not be written. */
export async function writeOutputs(
  { reporter }: Session,
  plan: readonly OutputFile[],
  ports: readonly Port[],
  tensors: readonly IntTensor[],
  raw: boolean,
): Promise<readonly WrittenOutput[] | undefined> {
  const arrays = new Map<string, OutputArray>();
  ports.forEach((port, i) => {
    const tensor = tensors[i];
    if (tensor === undefined || !plan.some(({ names }) => names.includes(port.name))) return;
    const array = raw ? toMantissaArray(tensor, port, reporter) : toFloat32Array(tensor, port, reporter);
    if (array !== undefined) arrays.set(port.name, array);
  });
  if (reporter.hasErrors()) return undefined;
  const written: WrittenOutput[] = [];
  for (const { file, names } of plan) {
    const chosen = new Map([...arrays].filter(([name]) => names.includes(name)));
    const [first] = chosen.values();
    const bytes = file.endsWith(".npz") || first === undefined ? writeNpz(chosen) : writeNpy(first);
    if (!(await writeUserFile(file, bytes, reporter))) return undefined;
    for (const [output, { shape, dtype }] of chosen) written.push({ output, shape, dtype, file });
  }
  return written;
}
