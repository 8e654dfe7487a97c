import { shown } from "../support/text.js";
import type { DataPort, OpenRequest } from "./stream.js";

/** Whether nothing was selected of a file in which there is nothing to select; reported where something was. */
export function selectsNothing({ file, option = "--input", selection, reporter }: OpenRequest): boolean {
  if (selection === undefined) return true;
  const expected = "a file name alone: nothing can be selected of such a file";
  reporter.report("BX7002", { option, value: `${file}:${selection}`, expected });
  return false;
}

/** The port that a file of one nameless array belongs to; where there are several, the user has to say (reported). */
export function singlePort({ file, option = "--input", wanted, reporter }: OpenRequest): DataPort | undefined {
  if (wanted.length === 1) return wanted[0];
  const names = wanted.map(({ name }) => `'${shown(name)}'`).join(", ");
  const expected = `NAME=FILE, since ${names} are wanted`;
  reporter.report("BX7002", { option, value: file, expected });
  return undefined;
}

interface Match {
  readonly port: DataPort;
  readonly name: string;
}

/**
 * Which of a file's named arrays belongs to which port: the one that was selected, the one of its name, or the only one
 * of the file where only one is wanted. Empty where none does (reported); ports without an array are left out.
 */
export function matchNames(names: readonly string[], request: OpenRequest): readonly Match[] {
  const { file, selection, wanted, reporter } = request;
  if (selection !== undefined) {
    const only = singlePort(request);
    if (only !== undefined && names.includes(selection)) return [{ port: only, name: selection }];
    if (only !== undefined) reporter.report("BX3104", { inputs: [selection], names }, { file });
    return [];
  }
  const found = wanted.filter((port) => names.includes(port.name)).map((port) => ({ port, name: port.name }));
  const [port, name] = [wanted[0], names[0]];
  if (found.length === 0 && wanted.length === 1 && names.length === 1 && port !== undefined && name !== undefined)
    return [{ port, name }];
  if (found.length === 0) reporter.report("BX3104", { inputs: wanted.map((each) => each.name), names }, { file });
  return found;
}
