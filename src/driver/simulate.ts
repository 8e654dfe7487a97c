import { eventsIn, sameEvents } from "../data/event-shape.js";
import type { NdArray, OutputArray } from "../data/nd-array.js";
import type { InputPort } from "../data/to-tensor.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { NodeStats } from "../sim/node-stats.js";
import { must } from "../support/errors.js";
import { didYouMean } from "../support/text.js";
import { createAccount } from "./account.js";
import type { EngineName } from "./engine-names.js";
import { createEngine, type SimulatedModel } from "./engines.js";
import { canBeGiven, type GivenValue, givenValues, outputArray, outputData } from "./given-values.js";

export interface SimulateOptions {
  /** What computes; all give the same bits. "wasm" where nothing is said. */
  readonly engine?: EngineName;
  /** Whether integer arrays are mantissas of the inputs' types instead of values. */
  readonly raw?: boolean;
  /** Element type of what is given: values (float32 where nothing is said) or, as int64, mantissas. */
  readonly dtype?: OutputArray["dtype"];
  /** Count the overflows of every node. */
  readonly stats?: boolean;
  /** Names of ONNX nodes, or of values of the IR (`%3`), whose values are wanted too. */
  readonly trace?: readonly string[];
}

export interface Simulation {
  readonly events: number;
  /** By name of the output, each of shape [events, ...shape of one event]. */
  readonly outputs: ReadonlyMap<string, OutputArray>;
  /** By the name that was asked for. */
  readonly traces: ReadonlyMap<string, OutputArray>;
  /** Overflows of each node, where they were asked for. */
  readonly stats: readonly NodeStats[];
}

/**
 * Simulates a compiled model bit for bit on arrays in memory, by the names of its inputs: [events, ...shape of one
 * event], or that shape flattened. Undefined where data does not fit or holds what is no number, all of it reported;
 * inputs outside their types and rounded outputs are reported as a warning and a note.
 */
export function simulate(
  model: SimulatedModel,
  arrays: Readonly<Record<string, NdArray>>,
  reporter: Reporter,
  { engine = "wasm", raw = false, dtype = "float32", stats = false, trace = [] }: SimulateOptions = {},
): Simulation | undefined {
  const values = givenValues(model.graph, trace, reporter);
  const given = matchInputs(model.inputs, arrays, reporter);
  const dtypes = values?.map(() => dtype);
  if (values === undefined || dtypes === undefined || given === undefined) return undefined;
  if (!canBeGiven(values, dtypes, reporter)) return undefined;
  const traced = values.slice(model.graph.outputs.length).map(({ value }) => value);
  const { events } = given;
  const outputs = values.map((value) => outputData(value, dtype, events));
  const simulator = createEngine(engine, model, { stats, trace: traced });
  const report = simulator.run({ events, inputs: given.arrays.map(({ data }) => data), raw, outputs });
  const parts = given.arrays.map(({ data }, i) => {
    const input = must(model.inputs[i], "input");
    return { input, data, raw, first: 0, origin: input.port.name };
  });
  const account = createAccount(values, dtypes, reporter);
  if (!account.add(report, parts)) return undefined;
  const counts = account.close();
  const byName = (some: readonly GivenValue[]) =>
    new Map(
      some.map((value) => [value.name, outputArray(value, events, must(outputs[values.indexOf(value)], "output"))]),
    );
  return {
    events,
    outputs: byName(values.slice(0, model.graph.outputs.length)),
    traces: byName(values.slice(model.graph.outputs.length)),
    stats: counts,
  };
}

/** The array of every input, all of one number of events; undefined where something is missing, unknown or does not fit. */
function matchInputs(
  inputs: readonly InputPort[],
  arrays: Readonly<Record<string, NdArray>>,
  reporter: Reporter,
): { readonly arrays: readonly NdArray[]; readonly events: number } | undefined {
  const names = inputs.map(({ port }) => port.name);
  const given = Object.keys(arrays);
  const unknown = given.filter((name) => !names.includes(name));
  for (const name of unknown) reporter.report("BX3011", { name, what: "input", names, near: didYouMean(name, names) });
  const events = inputs.map(({ port }) => {
    const array = arrays[port.name];
    if (array !== undefined) return eventsIn(array, port, port.name, reporter);
    return void reporter.report("BX3010", { input: port.name, given });
  });
  const found = names.flatMap((name) => arrays[name] ?? []);
  if (unknown.length > 0 || events.includes(undefined)) return undefined;
  const all = sameEvents(names, events.map(Number), reporter);
  return all === undefined ? undefined : { arrays: found, events: all };
}
