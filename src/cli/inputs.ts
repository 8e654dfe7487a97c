import type { NdArray } from "../data/nd-array.js";
import { readNpy, startsWith } from "../data/npy.js";
import { readNpz } from "../data/npz.js";
import { type InputPort, toTensor } from "../data/to-tensor.js";
import type { IntTensor } from "../ir/tensor.js";
import { didYouMean, shown } from "../support/text.js";
import { readUserFile } from "./files.js";
import type { Session } from "./session.js";

interface FoundArray {
  readonly array: NdArray;
  readonly file: string;
}

/**
 * The events of every input, from `X.npy`, `X.npz` or `NAME=X.npy` (repeated). Undefined where something is missing,
 * unknown or does not fit; all of it is reported. With `raw`, integers are mantissas.
 */
export async function readInputs(
  session: Session,
  specs: readonly string[],
  inputs: readonly InputPort[],
  raw: boolean,
): Promise<readonly IntTensor[] | undefined> {
  const { reporter } = session;
  const names = inputs.map(({ port }) => port.name);
  const found = new Map<string, FoundArray>();
  for (const spec of specs) await collectArrays(session, spec, names, found);
  if (reporter.hasErrors()) return undefined;
  const tensors = inputs.map((input) => {
    const given = found.get(input.port.name);
    if (given !== undefined) return toTensor(given.array, input, raw, given.file, reporter);
    reporter.report("BX3010", { input: input.port.name, given: [...found.keys()] });
    return undefined;
  });
  const all = tensors.filter((tensor) => tensor !== undefined);
  const odd = all.findIndex(({ events }) => events !== all[0]?.events);
  if (all.length < inputs.length) return undefined;
  if (odd < 0) return all;
  const [first, other] = [all[0]?.events ?? 0, all[odd]?.events ?? 0];
  reporter.report("BX3015", { first: names[0] ?? "", events: first, other: names[odd] ?? "", otherEvents: other });
  return undefined;
}

async function collectArrays(
  { reporter }: Session,
  spec: string,
  names: readonly string[],
  found: Map<string, FoundArray>,
): Promise<void> {
  const { name, file } = splitSpec(spec, names);
  const bytes = await readUserFile(file, "input", reporter);
  if (bytes === undefined) return;
  const add = (input: string, array: NdArray): void => {
    if (found.has(input))
      reporter.report("BX7002", { option: "--input", value: spec, expected: `one file for '${shown(input)}'` });
    found.set(input, { array, file });
  };
  if (name !== undefined && !names.includes(name)) {
    reporter.report("BX3011", { name, what: "input", names, near: didYouMean(name, names) });
  } else if (startsWith(bytes, "PK\x03\x04") && name === undefined) {
    const arrays = readNpz(bytes, file, reporter);
    const [only] = arrays?.size === 1 && names.length === 1 ? arrays.values() : [];
    if (only !== undefined) add(names[0] ?? "", only);
    else for (const [key, array] of arrays ?? []) if (names.includes(key)) add(key, array);
  } else {
    const array = readNpy(bytes, file, reporter);
    if (name === undefined && names.length !== 1) {
      const expected = `NAME=FILE, since the model has the inputs ${names.map((each) => `'${shown(each)}'`).join(", ")}`;
      reporter.report("BX7002", { option: "--input", value: spec, expected });
    } else if (array !== undefined) add(name ?? names[0] ?? "", array);
  }
}

/** `NAME=FILE`, or a file alone; names of the model may hold '=' themselves. */
export function splitSpec(spec: string, names: readonly string[]): { name: string | undefined; file: string } {
  const known = names.find((name) => spec.startsWith(`${name}=`));
  const cut = known === undefined ? spec.indexOf("=") : known.length;
  return cut < 0 ? { name: undefined, file: spec } : { name: spec.slice(0, cut), file: spec.slice(cut + 1) };
}
