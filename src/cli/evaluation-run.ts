import type { NdArray } from "../data/nd-array.js";
import type { Reporter } from "../diagnostics/reporter.js";
import type { SimulatedModel } from "../driver/engines.js";
import { type GivenValue, givenValues } from "../driver/given-values.js";
import { type StreamOptions, simulateStream } from "../engine/simulate-stream.js";
import { isFinite } from "../evaluate/check.js";
import { openFloatModel } from "../evaluate/float-model.js";
import { openArrays } from "../files/open.js";
import { splitSelection } from "../files/split-selection.js";
import type { ArraySource } from "../files/stream.js";
import { sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";
import { eventsOf, readNumbers } from "./evaluation-data.js";
import { shapeInFile } from "./evaluation-request.js";

/** Values [events, size] of outputs by their names. */
export type Outputs = ReadonlyMap<string, Float64Array>;

/** Events of one call of the reference model. */
const BLOCK = 2048;

/** Simulates the firmware on the first events, keeping the wanted outputs in memory; undefined where it fails (reported). */
export async function simulateOutputs(
  model: SimulatedModel,
  sources: readonly ArraySource[],
  events: number,
  wanted: readonly GivenValue[],
  onProgress: StreamOptions["onProgress"],
  reporter: Reporter,
): Promise<Outputs | undefined> {
  const values = must(givenValues(model.graph, [], reporter), "outputs");
  const arrays = values.map(({ name, shape }) => {
    return wanted.some((output) => output.name === name) ? new Float64Array(events * sizeOf(shape)) : undefined;
  });
  let done = 0;
  const streamed = await simulateStream(
    {
      model,
      sources,
      events,
      values,
      engine: "wasm",
      threads: undefined,
      raw: false,
      stats: false,
      onProgress,
      dtypes: arrays.map((array) => array && "float64"),
      write: async (parts) => {
        for (const [k, { shape }] of values.entries())
          arrays[k]?.set(must(parts[k], "part of an output").data as Float64Array, done * sizeOf(shape));
        done += must(parts[0], "part of an output").shape[0] ?? 0;
        return true;
      },
    },
    reporter,
  );
  if (streamed === undefined) return undefined;
  return new Map(values.flatMap(({ name }, k) => (arrays[k] === undefined ? [] : [[name, arrays[k]] as const])));
}

/** What outputs are compared with: an ONNX model in floating point, or a file of their values. */
export interface ReferenceRequest {
  readonly reference: string;
  readonly inputs: SimulatedModel["inputs"];
  readonly sources: readonly ArraySource[];
  /** Events that are wanted, and events of the data, which a file of values has to have. */
  readonly events: number;
  readonly allEvents: number;
  readonly values: readonly GivenValue[];
}

/** Values of the reference; undefined where there are none, or not for all outputs (reported). */
export async function referenceOutputs(request: ReferenceRequest, reporter: Reporter): Promise<Outputs | undefined> {
  const outputs = /\.onnx$/i.test(request.reference)
    ? await runReference(request, reporter)
    : await readReference(request, reporter);
  if (outputs === undefined) return undefined;
  const finite = request.values.map(({ name, shape }) => {
    return isFinite(`${name} of the reference`, must(outputs.get(name), name), sizeOf(shape), reporter);
  });
  return finite.includes(false) ? undefined : outputs;
}

async function runReference(
  { reference, inputs, sources, events, values }: ReferenceRequest,
  reporter: Reporter,
): Promise<Outputs | undefined> {
  const ports = inputs.map(({ port }) => port);
  const model = await openFloatModel(reference, ports, values, reporter);
  if (model === undefined) return undefined;
  const outputs = new Map(values.map(({ name, shape }) => [name, new Float64Array(events * sizeOf(shape))]));
  for (let first = 0; first < events; first += BLOCK) {
    const count = Math.min(BLOCK, events - first);
    const arrays: NdArray[] = [];
    for (const source of sources) {
      const array = await source.read(first, count);
      if (array === undefined) return undefined;
      arrays.push(array);
    }
    const block = await model.run(arrays, count);
    if (block === undefined) return undefined;
    for (const { name, shape } of values)
      must(outputs.get(name), name).set(must(block.get(name), name), first * sizeOf(shape));
  }
  return outputs;
}

async function readReference(
  { reference, events, allEvents, values }: ReferenceRequest,
  reporter: Reporter,
): Promise<Outputs | undefined> {
  const wanted = values.map((value) => ({ name: value.name, shape: shapeInFile(value), type: value.type.elem }));
  const sources = await openArrays({
    ...splitSelection(reference),
    option: "--reference",
    wanted,
    raw: false,
    reporter,
  });
  if (sources === undefined) return undefined;
  try {
    const missing = values.filter(({ name }) => !sources.has(name));
    for (const { name } of missing)
      reporter.report("BX6501", { array: name, use: "scores of the reference", option: "" });
    const length = eventsOf(sources, reporter);
    if (missing.length > 0 || length === undefined) return undefined;
    if (length !== allEvents) {
      reporter.report("BX6502", { first: "the data", events: allEvents, other: reference, otherEvents: length });
      return undefined;
    }
    const outputs = new Map<string, Float64Array>();
    for (const [name, source] of sources) {
      const values = await readNumbers(source, events);
      if (values === undefined) return undefined;
      outputs.set(name, values);
    }
    return outputs;
  } finally {
    for (const source of sources.values()) await source.close();
  }
}
