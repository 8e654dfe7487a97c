import { plural, shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

const among = (names: readonly string[]): string => names.map((name) => `'${shown(name, 40)}'`).join(", ");

/** BX65xx: what `bxc evaluate` is given beside model and inputs. */
export const evaluateCodes = {
  BX6501: row<{ array: string; use: string; option: string }>({
    severity: "error",
    title: "array missing in the data",
    explain:
      "`bxc evaluate` finds inputs, labels, weights, targets and variables by their names in the files of `--data`. NAME=FILE, or NAME=FILE:ARRAY, names a file for one of them.",
    message: ({ array, use }) => `the data have no array '${shown(array)}', which is wanted as ${use}`,
    hint: ({ array, option }) =>
      `${option === "" ? "" : `name another one with ${option}, or `}say where it is with --data '${shown(array)}=FILE:ARRAY'`,
  }),
  BX6502: row<{ first: string; events: number; other: string; otherEvents: number }>({
    severity: "error",
    title: "arrays of different lengths",
    explain: "Event i of every array belongs together, so all arrays need the same number of events.",
    message: ({ first, events, other, otherEvents }) =>
      `'${shown(first)}' has ${plural(events, "event")}, '${shown(other)}' has ${otherEvents}`,
  }),
  BX6503: row<{ array: string; value: string; event: number; count: number; expected: string }>({
    severity: "error",
    title: "value of an array",
    explain:
      "Labels are class numbers from 0, weights, targets, variables and reference scores are numbers; none is NaN or infinite.",
    message: ({ array, value, event, count, expected }) =>
      `'${shown(array)}' holds ${value} at event ${event}${count > 1 ? ` (and ${count - 1} more like it)` : ""}; expected ${expected}`,
  }),
  BX6504: row<{ name: string; label: number }>({
    severity: "error",
    title: "only one class",
    explain: "What tells classes apart can only be measured with events of two classes at least.",
    message: ({ name, label }) =>
      `all events are of class '${shown(name, 40)}' (${label}): there is nothing to tell it from`,
  }),
  BX6505: row<{ names: readonly string[] }>({
    severity: "warning",
    title: "class without events",
    explain: "No event of the data is of this class, so nothing can be said of it.",
    message: ({ names }) => `the data have no events of class ${among(names)}`,
  }),
  BX6506: row<{ given: number; expected: string }>({
    severity: "error",
    title: "number of class names",
    explain:
      "`--classes` names every class, in the order of their numbers, which is that of the elements of the output.",
    message: ({ given, expected }) => `--classes has ${plural(given, "name")}; expected ${expected}`,
  }),
  BX6507: row<{ option: string; names: readonly string[]; array: string }>({
    severity: "error",
    title: "which output",
    explain: "A model with several outputs needs to be told which of them labels or targets are held against.",
    message: ({ option, names }) => `${option} does not say of which output: the model has ${among(names)}`,
    hint: ({ option, names, array }) => `for example ${option} ${shown(names[0] ?? "", 40)}=${shown(array, 40)}`,
  }),
  BX6508: row<{ reason: string | undefined }>({
    severity: "error",
    title: "no floating-point reference",
    explain:
      "A reference that is an ONNX model needs the package onnxruntime-node, and a model that it can run with the inputs and outputs of the evaluated one. Scores in an .npy or .npz file need neither.",
    message: ({ reason }) =>
      reason === undefined
        ? "onnxruntime-node is not installed, so the reference model can't be run"
        : `onnxruntime-node can't run the reference model: ${reason}`,
    hint: ({ reason }) =>
      reason === undefined
        ? "npm install onnxruntime-node --ignore-scripts, or give the reference's scores"
        : undefined,
  }),
  BX6509: row<{ array: string; name: string; sum: number }>({
    severity: "error",
    title: "class of no weight",
    explain: "Shares of a class are divided by the sum of its weights, which therefore has to be above zero.",
    message: ({ array, name, sum }) => `the weights '${shown(array)}' of class '${shown(name, 40)}' add up to ${sum}`,
  }),
  BX6510: row<{ output: string; low: number; high: number }>({
    severity: "note",
    title: "scores are no probabilities",
    explain:
      "Calibration asks whether a score is the probability of its class; scores outside of [0, 1] are none. Models often leave the last softmax or sigmoid out, for it does not change decisions.",
    message: ({ output, low, high }) =>
      `the scores '${shown(output, 40)}' run from ${low} to ${high}, so they are no probabilities: no calibration is shown`,
  }),
} as const;
