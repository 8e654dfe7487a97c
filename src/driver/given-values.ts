import type { OutputArray } from "../data/nd-array.js";
import { fitsInt64 } from "../data/output-notes.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { Graph, ValueId } from "../ir/graph.js";
import { sizeOf, type TensorType } from "../ir/tensor.js";
import type { OutputData } from "../sim/block.js";
import { assertNever, must } from "../support/errors.js";
import { didYouMean, shown } from "../support/text.js";

/** What a simulation gives: an output of the model, or a traced value. */
export interface GivenValue {
  /** Of the output, or as the trace was asked for. */
  readonly name: string;
  readonly value: ValueId;
  /** Shape of one event. */
  readonly shape: readonly number[];
  readonly type: TensorType;
  /** ONNX nodes whose value it is; undefined for outputs. */
  readonly nodes: readonly string[] | undefined;
}

/**
 * The model's outputs, then the traced values: names of ONNX nodes (a node that passes merged with others stands for
 * the value of all of them) or of values of the IR (`%3`). Undefined where a name is unknown (reported).
 */
export function givenValues(
  graph: Graph,
  trace: readonly string[],
  reporter: Reporter,
): readonly GivenValue[] | undefined {
  const typeOf = (value: ValueId): TensorType => must(graph.types.get(value), `type of ${value}`);
  const outputs = graph.outputs.map(({ name, value, shape }): GivenValue => {
    return { name, value, shape, type: typeOf(value), nodes: undefined };
  });
  const taken = new Set(outputs.map(({ name }) => name));
  const traced = [...new Set(trace)].map((name): GivenValue | undefined => {
    const node = graph.nodes.findLast(({ output, origin }) => output === name || origin.nodes.includes(name));
    if (node === undefined) return void reportUnknown(graph, name, reporter);
    if (taken.has(name)) {
      const expected = `'${node.output}' for this node, since an output of the model has its name`;
      return void reporter.report("BX7002", { option: "--trace", value: name, expected });
    }
    const type = typeOf(node.output);
    return { name, value: node.output, shape: type.shape, type, nodes: node.origin.nodes };
  });
  const found = traced.filter((value) => value !== undefined);
  return found.length === traced.length ? [...outputs, ...found] : undefined;
}

/** Whether all values can be given as arrays of these types; what can't is reported. */
export function canBeGiven(
  values: readonly GivenValue[],
  dtypes: readonly (OutputArray["dtype"] | undefined)[],
  reporter: Reporter,
): boolean {
  const fits = values.map(({ type, name }, i) => dtypes[i] !== "int64" || fitsInt64(type, name, reporter));
  return !fits.includes(false);
}

/** `events` events of a value in memory: `data` holds at least as many. */
export function outputArray({ shape }: GivenValue, events: number, data: OutputData): OutputArray {
  const part = { shape: [events, ...shape] };
  const length = events * sizeOf(shape);
  if (data instanceof Float32Array) return { ...part, dtype: "float32", data: data.subarray(0, length) };
  if (data instanceof Float64Array) return { ...part, dtype: "float64", data: data.subarray(0, length) };
  return { ...part, dtype: "int64", data: data.subarray(0, length) };
}

/** Memory for `events` events of a value; shared between threads where it lies in a SharedArrayBuffer. */
export function outputData(
  { shape }: GivenValue,
  dtype: OutputArray["dtype"],
  events: number,
  allocate: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): OutputData {
  const length = events * sizeOf(shape);
  switch (dtype) {
    case "float32":
      return new Float32Array(allocate(4 * length));
    case "float64":
      return new Float64Array(allocate(8 * length));
    case "int64":
      return new BigInt64Array(allocate(8 * length));
    default:
      return assertNever(dtype, "element type");
  }
}

function reportUnknown(graph: Graph, name: string, reporter: Reporter): void {
  const names = [...new Set(graph.nodes.flatMap(({ origin }) => origin.nodes))];
  const near = didYouMean(name, names);
  const some = names.slice(0, 10);
  const rest = names.length > some.length ? `, and ${names.length - some.length} more` : "";
  const expected = `the name of a node: ${some.map((each) => `'${shown(each, 40)}'`).join(", ")}${rest}`;
  reporter.report("BX7002", { option: "--trace", value: name, expected, near });
}
