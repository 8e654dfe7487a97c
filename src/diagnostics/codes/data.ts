import { plural, shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

const dims = (shape: readonly (number | string)[]): string => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
const among = (names: readonly string[]): string => names.map((name) => `'${shown(name)}'`).join(", ");

/** BX3xxx: files of input and output data. */
export const dataCodes = {
  BX3001: row<{ what: string; reason: string }>({
    severity: "error",
    title: "file can't be read",
    explain: "A file named on the command line or by the model is missing, is a folder, or may not be read.",
    message: ({ what, reason }) => `the ${what} can't be read: ${reason}`,
  }),
  BX3002: row<{ found: string; hint: string }>({
    severity: "error",
    title: "not a NumPy file",
    explain:
      "Data files are NumPy's .npy (one array) or .npz (several). Their first bytes say which; these bytes say neither.",
    message: ({ found }) => `this is no .npy or .npz file: ${found}`,
    hint: ({ hint }) => hint,
  }),
  BX3003: row<{ problem: string }>({
    severity: "error",
    title: "broken .npy header",
    explain: "The header of an .npy file names element type, order and shape; without it the bytes mean nothing.",
    message: ({ problem }) => `the .npy header is broken: ${problem}`,
    hint: () => "write the file again with numpy.save",
  }),
  BX3004: row<{ descr: string }>({
    severity: "error",
    title: "element type of an array",
    explain:
      "Arrays of bool, integers of 8 to 64 bits and floats of 16, 32 or 64 bits are read, every value exactly. Other types (complex, long double, structured, text, Python objects) have no exact meaning here.",
    message: ({ descr }) => `arrays of type ${shown(descr)} can't be read without loss`,
    hint: () => "convert the array first, for example x.astype(numpy.float32)",
  }),
  BX3005: row<{ shape: readonly number[]; dtype: string; expected: number; found: number }>({
    severity: "error",
    title: "wrong number of bytes in an array",
    explain: "The header of an .npy file promises a shape; the file holds fewer or more bytes than that.",
    message: ({ shape, dtype, expected, found }) =>
      `${dtype} ${dims(shape)} takes ${expected} bytes, the file holds ${found}`,
    hint: ({ expected, found }) => (found < expected ? "the file is truncated: copy or write it again" : undefined),
  }),
  BX3006: row<{ reason: string }>({
    severity: "error",
    title: ".npz can't be unpacked",
    explain: "An .npz file is a ZIP archive of .npy files, stored or deflated. This one can't be unpacked.",
    message: ({ reason }) => `the .npz archive can't be unpacked: ${reason}`,
    hint: () => "write the file again with numpy.savez or numpy.savez_compressed",
  }),
  BX3010: row<{ input: string; given: readonly string[] }>({
    severity: "error",
    title: "input without data",
    explain: "Every input of the model needs data, under its own name where there are several.",
    message: ({ input, given }) =>
      `no data for input '${shown(input)}'${given.length === 0 ? "" : `; data was given for ${among(given)}`}`,
    hint: ({ input }) => `give --input '${shown(input)}=FILE.npy', or an .npz with an array of that name`,
  }),
  BX3011: row<{ name: string; what: "input" | "output"; names: readonly string[]; near: string | undefined }>({
    severity: "error",
    title: "unknown input or output",
    explain: "A name given on the command line or in an .npz file is not an input or output of the model.",
    message: ({ name, what, names }) =>
      `the model has no ${what} '${shown(name)}'; its ${what}${names.length === 1 ? " is" : "s are"} ${among(names)}`,
    hint: ({ near }) => (near === undefined ? undefined : `did you mean '${shown(near)}'?`),
  }),
  BX3012: row<{ shape: readonly number[]; event: readonly number[]; axis: number; length: number; expected: number }>({
    severity: "error",
    title: "length of an axis of the data",
    explain:
      "Data has one batch axis, then the shape of one event, or that shape flattened. Rows are never cut or glued to fit.",
    message: ({ shape, event, axis, length, expected }) =>
      `data of shape ${dims(shape)} does not fit ${dims(["N", ...event])}: axis ${axis} has length ${length} instead of ${expected}`,
  }),
  BX3013: row<{ shape: readonly number[]; event: readonly number[]; single: boolean }>({
    severity: "error",
    title: "number of axes of the data",
    explain:
      "Data has one batch axis, then the shape of one event, or that shape flattened. A single event is data of shape (1, ...).",
    message: ({ shape, event }) =>
      `data of shape ${dims(shape)} has ${plural(shape.length, "axis").replace("axiss", "axes")}; expected ${dims(["N", ...event])}`,
    hint: ({ event, single }) =>
      single ? `the batch axis is missing: reshape one event to ${dims([1, ...event])}` : undefined,
  }),
  BX3014: row<{ shape: readonly number[] }>({
    severity: "error",
    title: "no events",
    explain: "The batch axis of the data has length 0, so there is nothing to simulate.",
    message: ({ shape }) => `data of shape ${dims(shape)} holds no events`,
  }),
  BX3015: row<{ first: string; events: number; other: string; otherEvents: number }>({
    severity: "error",
    title: "inputs of different lengths",
    explain: "Event i of every input belongs together, so all inputs need the same number of events.",
    message: ({ first, events, other, otherEvents }) =>
      `input '${shown(first)}' has ${plural(events, "event")}, input '${shown(other)}' has ${otherEvents}`,
  }),
  BX3016: row<{ value: string; sample: number; feature: string; count: number }>({
    severity: "error",
    title: "NaN or infinity in the data",
    explain: "No fixed-point number stands for NaN or infinity. Clean the data, or clip it, before it is simulated.",
    message: ({ value, sample, feature, count }) =>
      `${value} at sample ${sample}, feature ${feature}${count > 1 ? ` (and at least ${count - 1} more)` : ""} is no fixed-point number`,
  }),
  BX3017: row<{ count: number; total: number; type: string; sample: number; feature: string; value: string }>({
    severity: "warning",
    title: "input outside its type",
    explain:
      "An input value does not fit the input's type, so it wraps or saturates as that type says, in simulation and in hardware alike. Widen the input's type, or scale the input.",
    message: ({ count, total, type, sample, feature, value }) =>
      `${count} of ${total} input values are outside ${type}; first: ${value} at sample ${sample}, feature ${feature}`,
    hint: () => "give the input more integer bits, or a saturating mode (AP_SAT)",
  }),
  BX3018: row<{ mantissa: string; sample: number; feature: string; type: string; lo: string; hi: string }>({
    severity: "error",
    title: "raw mantissa outside the input's type",
    explain: "With --raw, integer data are mantissas of the input's type; one lies outside of what that type holds.",
    message: ({ mantissa, sample, feature, type, lo, hi }) =>
      `mantissa ${mantissa} at sample ${sample}, feature ${feature} is outside ${lo}..${hi}, the range of ${type}`,
  }),
  BX3019: row<{ output: string; type: string }>({
    severity: "error",
    title: "mantissas wider than 64 bits",
    explain:
      "Raw outputs are written as int64. The values of this output need more bits than that, and none may be dropped.",
    message: ({ output, type }) => `raw values of output '${shown(output)}' (${type}) do not fit int64`,
    hint: () => "name a narrower result type for the last layer, or leave --raw out",
  }),
  BX3020: row<{ output: string; type: string; to: "float32" | "float64"; count: number }>({
    severity: "note",
    title: "output rounded",
    explain:
      "Outputs are written as float32 (24 significant bits), or as float64 (53). Values that need more were rounded to nearest, ties to even.",
    message: ({ output, type, to, count }) =>
      `${plural(count, "value")} of output '${shown(output)}' (${type}) had to be rounded to ${to}`,
    hint: ({ to }) =>
      to === "float32"
        ? "--dtype float64 keeps 53 bits, --raw writes the exact mantissas"
        : "--raw writes the exact mantissas",
  }),
} as const;
