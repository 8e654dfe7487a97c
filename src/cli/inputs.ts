import { type InputPort, toTensor } from "../data/to-tensor.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { openInputs } from "../engine/inputs.js";
import type { IntTensor } from "../ir/tensor.js";
import { must } from "../support/errors.js";

/**
 * Events of every input in memory, at most so many, from `--input` as `predict` takes it. Undefined where something is
 * missing, unknown or does not fit; all of it is reported.
 */
export async function readInputs(
  specs: readonly string[],
  inputs: readonly InputPort[],
  most: number,
  reporter: Reporter,
): Promise<readonly IntTensor[] | undefined> {
  const opened = await openInputs(specs, inputs, false, reporter);
  if (opened === undefined) return undefined;
  const tensors: (IntTensor | undefined)[] = [];
  try {
    for (const [i, source] of opened.sources.entries()) {
      const array = await source.read(0, Math.min(most, opened.events));
      tensors.push(array && toTensor(array, must(inputs[i], "input"), false, source.origin, reporter));
    }
  } finally {
    await opened.close();
  }
  const read = tensors.filter((tensor) => tensor !== undefined);
  return read.length === tensors.length ? read : undefined;
}
