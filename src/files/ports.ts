import { shown } from "../support/text.js";
import type { DataPort, OpenRequest } from "./stream.js";

/** The port that a file of one nameless array belongs to; where there are several, the user has to say (reported). */
export function singlePort({ file, wanted, reporter }: OpenRequest): DataPort | undefined {
  if (wanted.length === 1) return wanted[0];
  const names = wanted.map(({ name }) => `'${shown(name)}'`).join(", ");
  const expected = `NAME=FILE, since the model has the inputs ${names}`;
  reporter.report("BX7002", { option: "--input", value: file, expected });
  return undefined;
}

/**
 * Which of a file's named arrays belongs to which port: the one of its name, or the only one of the file where only one
 * is wanted. Empty where none does (reported); ports without an array are left out.
 */
export function matchNames(
  names: readonly string[],
  { file, wanted, reporter }: OpenRequest,
): readonly { readonly port: DataPort; readonly name: string }[] {
  const found = wanted.filter((port) => names.includes(port.name)).map((port) => ({ port, name: port.name }));
  const [port, name] = [wanted[0], names[0]];
  if (found.length === 0 && wanted.length === 1 && names.length === 1 && port !== undefined && name !== undefined)
    return [{ port, name }];
  if (found.length === 0) reporter.report("BX3104", { inputs: wanted.map((each) => each.name), names }, { file });
  return found;
}
