import { plural, shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

const FEW = 12;
const among = (names: readonly string[]): string =>
  [...names.slice(0, FEW).map((name) => `'${shown(name)}'`), ...(names.length > FEW ? ["…"] : [])].join(", ");
const thereIs = (what: string, names: readonly string[]): string =>
  names.length === 0 ? `the file has no numeric ${what}` : `the file has ${among(names)}`;

/** BX304x: files that hold named arrays, columns or branches (HDF5, Parquet, ROOT). */
export const containerCodes = {
  BX3040: row<{ problem: string; hint: string }>({
    severity: "error",
    title: "selection of a file's contents",
    explain:
      "What stands behind a file's name and a colon says what to take of it: the path of a dataset (HDF5), columns (Parquet), or tree and branches (ROOT). `a,b[:10]` takes a and the first 10 values of b, missing ones 0 (or `b[:10|pad=-1]`); `(a,b)[:10]` takes a and b object by object.",
    message: ({ problem }) => problem,
    hint: ({ hint }) => hint,
  }),
  BX3041: row<{ what: string; name: string; names: readonly string[]; near: string | undefined }>({
    severity: "error",
    title: "not in the file",
    explain: "The file has no dataset, column, tree or branch of the name that was asked for.",
    message: ({ what, name }) => `there is no ${what} '${shown(name)}'`,
    hint: ({ what, names, near }) => (near === undefined ? thereIs(what, names) : `did you mean '${shown(near)}'?`),
  }),
  BX3042: row<{ what: string; name: string; type: string; names: readonly string[] }>({
    severity: "error",
    title: "no numbers",
    explain:
      "Integers of 8 to 64 bits, floats of 16 to 64 bits and booleans are read, alone or in arrays and lists of one level. Strings, dates, decimals, packed floats (Double32_t, Float16_t) and objects have no exact meaning here.",
    message: ({ what, name, type }) => `${what} '${shown(name)}' holds ${shown(type)}, which can't be read as numbers`,
    hint: ({ what, names }) => thereIs(what, names),
  }),
  BX3043: row<{ what: string; name: string; longest: number; events: number }>({
    severity: "error",
    title: "number of values differs between events",
    explain:
      "A network takes the same number of values for every event. Say how many: longer lists are cut, shorter ones are filled with zeros, or with what `pad=` says.",
    message: ({ what, name, longest, events }) =>
      `${what} '${shown(name)}' holds lists of different lengths, the longest of ${plural(longest, "value")} in the first ${plural(events, "event")}`,
    hint: ({ name, longest }) =>
      `write ${shown(name)}[:${Math.max(longest, 1)}] to take the first ${Math.max(longest, 1)}, missing ones 0, or ${shown(name)}[:N|pad=-1]`,
  }),
  BX3044: row<{ what: string; input: string; needs: number; numeric: readonly string[] }>({
    severity: "error",
    title: "what belongs to an input",
    explain:
      "Without a selection an input takes what bears its name, or else everything numeric if that is as many values as the input has. Neither is so here, and nothing is guessed.",
    message: ({ what, input, needs, numeric }) =>
      `input '${shown(input)}' needs ${plural(needs, "value")} an event; no ${what} has its name, and ${plural(numeric.length, `numeric ${what}`).replace(/chs$/, "ches")} can be taken`,
    hint: ({ input, numeric }) =>
      `name them: --input '${shown(input)}=FILE:NAME,NAME,...'${numeric.length === 0 ? "" : `; there are ${among(numeric)}`}`,
  }),
  BX3045: row<{ what: string; input: string; names: readonly string[] }>({
    severity: "note",
    title: "taken in the order of the file",
    explain:
      "Nothing in the file bears the input's name, and it has exactly as many numeric columns (or branches) as the input has values: they were taken in the order of the file.",
    message: ({ what, input, names }) =>
      `input '${shown(input)}' takes every numeric ${what}, in this order: ${among(names)}`,
    hint: () => "a selection behind the file's name (FILE:a,b,c) makes sure",
  }),
  BX3046: row<{ first: string; firstType: string; second: string; secondType: string }>({
    severity: "error",
    title: "no common element type",
    explain:
      "64-bit integers and floats can't stand in one array without rounding some of them; unsigned and signed 64-bit integers can't either.",
    message: ({ first, firstType, second, secondType }) =>
      `'${shown(first)}' (${firstType}) and '${shown(second)}' (${secondType}) can't be put into one array without loss`,
    hint: () => "convert one of them in the file",
  }),
  BX3047: row<{ name: string; pad: number; type: string }>({
    severity: "error",
    title: "padding that does not fit",
    explain: "Missing values are filled with the value of `pad=`, which must be one that the element type has.",
    message: ({ name, pad, type }) => `'${shown(name)}' is of type ${type}, which has no value ${pad} to pad with`,
  }),
  BX3048: row<{ what: string; name: string; row: number; problem: string }>({
    severity: "error",
    title: "value missing in an event",
    explain: "A null, or a list of another length than those before it, stands where a number should be.",
    message: ({ what, name, row: at, problem }) => `${what} '${shown(name)}' ${problem} at row ${at}`,
    hint: () => "fill it in the file; lists can be padded: NAME[:10|pad=0]",
  }),
  BX3049: row<{ format: string; missing: string; command: string }>({
    severity: "error",
    title: "reader not installed",
    explain:
      "ROOT files are read by jsroot, which is optional: where it could not be installed with Bunchcross, everything else works.",
    message: ({ format, missing }) => `${format} files need the package '${missing}', which can't be loaded`,
    hint: ({ command }) => `run \`${command}\``,
  }),
} as const;
