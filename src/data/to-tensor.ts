import type { Location } from "../diagnostics/diagnostic.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { firstFault, mantissasFrom, noFaults } from "../fixed/from-values.js";
import { printApFixed, printType } from "../fixed/text.js";
import { type ApFixed, maxMantissa, minMantissa } from "../fixed/types.js";
import type { Port } from "../ir/graph.js";
import { fullRange, type IntTensor, sizeOf } from "../ir/tensor.js";
import { eventsIn, featureName } from "./event-shape.js";
import type { NdArray } from "./nd-array.js";

/** Where an array goes: a graph's input and the type, with its modes, that values are assigned to. */
export interface InputPort {
  readonly port: Port;
  readonly type: ApFixed;
}

/** Events of an input as they were read: some of a file, or all of it. */
export interface InputPart {
  readonly input: InputPort;
  readonly data: NdArray["data"];
  readonly raw: boolean;
  /** Number of the first event. */
  readonly first: number;
}

/** An element by the user's count, and what is there. */
export interface ElementPlace {
  readonly sample: number;
  readonly feature: string;
  readonly value: string;
}

/**
 * The events of an array as mantissas of an input. Values are rounded and overflow as the input's type says; values
 * outside it are counted in one warning. With `raw`, integer arrays are mantissas already and must lie in the type.
 */
export function toTensor(
  array: NdArray,
  input: InputPort,
  raw: boolean,
  file: string,
  reporter: Reporter,
): IntTensor | undefined {
  const { port, type } = input;
  const events = eventsIn(array, port, file, reporter);
  if (events === undefined) return undefined;
  const at = { file, onnxValue: port.name };
  const part = { input, data: array.data, raw, first: 0 };
  const faults = noFaults();
  const data = mantissasFrom(array.data, type, raw, faults);
  if (faults.invalid.count > 0) {
    reportInvalid(part, faults.invalid.count, at, reporter);
    return undefined;
  }
  const { count } = faults.outside;
  if (count > 0) reportOutside(type, count, data.length, firstOutside(part), at, reporter);
  return { type: fullRange(port.shape, type), events, data };
}

/** Tells of `count` elements that no mantissa stands for, by the first one. */
export function reportInvalid(part: InputPart, count: number, at: Location, reporter: Reporter): void {
  const { data, raw, input } = part;
  const { type } = input;
  const { value, ...where } = placeOf(part, firstFault("invalid", data, type, raw));
  if (data instanceof Float32Array || data instanceof Float64Array)
    return reporter.report("BX3016", { value, ...where, count }, at);
  const [lo, hi] = [String(minMantissa(type)), String(maxMantissa(type))];
  reporter.report("BX3018", { mantissa: value, ...where, type: printType(type), lo, hi }, at);
}

/** Where the first value is that lies outside the input's type; there is one. */
export function firstOutside(part: InputPart): ElementPlace {
  return placeOf(part, firstFault("outside", part.data, part.input.type, part.raw));
}

/** Warns of `count` values out of `total` that lie outside the input's type. */
export function reportOutside(
  type: ApFixed,
  count: number,
  total: number,
  first: ElementPlace,
  at: Location,
  reporter: Reporter,
): void {
  reporter.report("BX3017", { count, total, type: printApFixed(type), ...first }, at);
}

function placeOf({ input: { port }, data, first }: InputPart, index: number): ElementPlace {
  const size = sizeOf(port.shape);
  return {
    sample: first + Math.floor(index / size),
    feature: featureName(index % size, port.shape),
    value: String(data[index]),
  };
}
