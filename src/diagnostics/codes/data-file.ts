import { shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

const among = (names: readonly string[]): string => {
  const most = 8;
  const list = names.slice(0, most).map((name) => `'${shown(name, 40)}'`);
  return `${list.join(", ")}${names.length > most ? ` and ${names.length - most} more` : ""}`;
};

/** BX31xx: kinds of data files, and what stands in files of text. */
export const dataFileCodes = {
  BX3101: row<{ found: string; known: readonly string[] }>({
    severity: "error",
    title: "unknown kind of data file",
    explain:
      "Data files are known by their first bytes or, where the format has none (text), by the extension of their name. This file is told by neither.",
    message: ({ found }) => `the format of this file is not known: ${found}`,
    hint: ({ known }) => `data is read from ${known.join(", ")}`,
  }),
  BX3103: row<{ format: string; reason: string }>({
    severity: "error",
    title: "damaged data file",
    explain: "A data file can't be read to its end: it is truncated, was changed while it was read, or is damaged.",
    message: ({ format, reason }) => `the ${format} file can't be read: ${reason}`,
    hint: () => "copy or write the file again",
  }),
  BX3104: row<{ inputs: readonly string[]; names: readonly string[] }>({
    severity: "error",
    title: "no array of that name in the file",
    explain:
      "Files of several arrays hold them by name, and an input of the model takes the array of its own name, or the one that is named behind the file: FILE.npz:NAME.",
    message: ({ inputs, names }) =>
      names.length === 0
        ? "the file holds no arrays"
        : `the file holds no array named ${among(inputs)}; it holds ${among(names)}`,
    hint: ({ names }) => (names.length === 0 ? undefined : "choose one as FILE:NAME"),
  }),
  BX3110: row<{ cell: string; expected: string }>({
    severity: "error",
    title: "value in a text file",
    explain:
      "A cell of a text file is no number of the kind that the file holds: decimal numbers in .dat and .csv, integers with --raw, hexadecimal mantissas of the port's width in .hex.",
    message: ({ cell, expected }) => `'${shown(cell, 40)}' is not ${expected}`,
  }),
  BX3111: row<{ found: number; expected: number; layout: string }>({
    severity: "error",
    title: "number of columns in a text file",
    explain:
      "A line of a text file is one event: the elements of every input, one input after the other in the order of the model, each in row-major order. No line is cut or filled up.",
    message: ({ found, expected, layout }) => `a line of ${found} values; expected ${expected}: ${layout}`,
  }),
  BX3112: row<{ column: string; problem: string }>({
    severity: "error",
    title: "names of columns",
    explain:
      "Where the header of a .csv file names elements of an input (x[0], x[1] or, with more axes, x[0][1]; x where it has one element), it has to name each of them once. A header that names none is passed over, and columns are taken in order.",
    message: ({ column, problem }) => `column '${shown(column, 40)}' ${problem}`,
  }),
  BX3113: row<{ input: string; type: string; bits: number; raw: boolean }>({
    severity: "error",
    title: "mantissas too wide for a .hex file",
    explain:
      "A .hex file is read as values of up to 53 significant bits or, with --raw, as mantissas of up to 64 bits. This input is wider, and no bit may be dropped.",
    message: ({ input, type, bits }) => `input '${shown(input)}' (${type}) is too wide for .hex data of ${bits} bits`,
    hint: ({ raw }) => (raw ? "give its values as .dat or .csv" : "--raw reads mantissas of up to 64 bits"),
  }),
} as const;
