import { plural, shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

const dims = (shape: readonly number[]): string => `[${["events", ...shape].join(", ")}]`;
const among = (names: readonly string[]): string => names.map((name) => `'${shown(name, 40)}'`).join(", ");

/** BX61xx: data and options that networks are trained with. */
export const fitCodes = {
  BX6101: row<{ column: string | undefined }>({
    severity: "error",
    title: "no events to train with",
    explain: "A network is trained with a data set of named arrays of at least one event; this one is empty.",
    message: ({ column }) =>
      column === undefined ? "the data set has no columns" : `column '${shown(column)}' holds no events`,
  }),
  BX6102: row<{ first: string; events: number; other: string; otherEvents: number }>({
    severity: "error",
    title: "columns of different lengths",
    explain: "Event i of every column belongs together, so all columns of a data set need the same number of events.",
    message: ({ first, events, other, otherEvents }) =>
      `column '${shown(first)}' has ${plural(events, "event")}, column '${shown(other)}' has ${otherEvents}`,
  }),
  BX6103: row<{ column: string; event: number; value: string }>({
    severity: "error",
    title: "NaN or infinity in a data set",
    explain:
      "One NaN or infinity in a batch makes all weights NaN. Clean the data, or clip it, before it is trained with.",
    message: ({ column, event, value }) => `column '${shown(column)}' is ${value} in event ${event}`,
  }),
  BX6104: row<{ column: string; names: readonly string[]; near: string | undefined }>({
    severity: "error",
    title: "column that the data set does not have",
    explain:
      "An input of the model, a loss, or the weights of events ask for a column that the data set does not have.",
    message: ({ column, names }) => `the data set has no column '${shown(column)}'; it has ${among(names)}`,
    hint: ({ near }) => (near === undefined ? undefined : `did you mean '${shown(near)}'?`),
  }),
  BX6105: row<{ column: string; shape: readonly number[]; expected: readonly number[] }>({
    severity: "error",
    title: "shape of a column",
    explain: "A column has another number of values per event than the input or output that it belongs to.",
    message: ({ column, shape, expected }) =>
      `column '${shown(column)}' has shape ${dims(shape)}; expected ${dims(expected)}`,
  }),
  BX6106: row<{ column: string; event: number; value: number; expected: string }>({
    severity: "error",
    title: "label out of range",
    explain:
      "Labels of classes are whole numbers from 0, one for each logit of the output. Labels of a yes-or-no output lie between 0 and 1.",
    message: ({ column, event, value, expected }) =>
      `label '${shown(column)}' of event ${event} is ${value}; expected ${expected}`,
  }),
  BX6107: row<{ of: string; sum: number }>({
    severity: "error",
    title: "weights without a positive sum",
    explain:
      "Single weights may be negative, as those of generators are. Those of all events, and of every class that is balanced, need a positive sum: otherwise a loss has no minimum.",
    message: ({ of, sum }) => `the weights of ${of} sum to ${sum}; a positive sum is needed`,
  }),
  BX6108: row<{ option: string; value: string; expected: string }>({
    severity: "error",
    title: "option of a training",
    explain: "An option of a training is outside of its range, or names something that is not there.",
    message: ({ option, value, expected }) => `${option} is ${shown(value)}; expected ${expected}`,
  }),
  BX6110: row<{ what: string; phase: string; epoch: number; step: number; cause: string; hint: string }>({
    severity: "error",
    title: "training diverged",
    explain:
      "A loss or gradient became NaN or infinite. Going on would make all weights NaN, so training stops there; the network keeps the weights that it had before the epoch.",
    message: ({ what, phase, epoch, step, cause }) =>
      `the ${what} is no finite number in ${phase}, epoch ${epoch}, step ${step}: ${cause}`,
    hint: ({ hint }) => hint,
  }),
  BX6120: row<{ reason: string }>({
    severity: "error",
    title: "damaged checkpoint",
    explain: "The bytes of a checkpoint are not complete, or not those that Bunchcross wrote.",
    message: ({ reason }) => `the checkpoint can't be read: ${reason}`,
    hint: () => "start the training again without it",
  }),
  BX6121: row<{ what: string; was: string; is: string }>({
    severity: "error",
    title: "checkpoint of another training",
    explain:
      "A training can only be resumed with the model, data and options that it was begun with: with others its result would be that of neither.",
    message: ({ what, was, is }) =>
      `the checkpoint is of another training: its ${what} was ${shown(was, 120)}, now it is ${shown(is, 120)}`,
  }),
} as const;
