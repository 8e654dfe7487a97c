import type { NdArray } from "../../data/nd-array.js";
import { createReporter } from "../../diagnostics/reporter.js";
import { compile } from "../../driver/compile.js";
import { simulate } from "../../driver/simulate.js";
import { InternalError, must } from "../../support/errors.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { type Columns, columnNamed } from "../data/columns.js";
import { compiledOps } from "../export/compiled-ops.js";
import { type ExportedModel, exportModel } from "../export/export-model.js";
import { fits } from "../export/sum-bits.js";
import { predict } from "../fit/evaluate.js";
import { createModel, createNetwork, type Network, stateOf } from "../network.js";

/** A trained network as its firmware, and how far both agree. */
export interface Firmware {
  readonly exported: ExportedModel;
  /** What the firmware gives, by the simulator. */
  readonly outputs: Columns;
  readonly agreement: Agreement;
}

/** The trainer's quantized forward pass against the simulator. */
export interface Agreement {
  readonly [name: string]: number | boolean;
  readonly events: number;
  readonly values: number;
  readonly differing: number;
  readonly identical: boolean;
  /** Of the floats of the forward pass: 64 where the types allow sums that 32 do not hold exactly. */
  readonly floatBits: number;
}

/** The part of a network behind some of its outputs: what firmware is made of, without losses' and adversaries' own. */
export function deployed({ model, kernels, ...network }: Network, outputs: readonly string[]): Network {
  const kept = outputs.map((name) => [name, must(model.outputs.get(name), name)] as const);
  const state = stateOf({ model, kernels, ...network });
  return createNetwork(createModel(model.name, Object.fromEntries(kept)), kernels, { state });
}

/**
 * Exports a network, simulates what was exported as `bxc predict` would, and compares every bit with the network's own
 * quantized forward pass. `config` takes the place of the network's own: that of firmware which its weights are loaded into.
 */
export function firmwareOf(
  network: Network,
  data: Columns,
  metadata: Readonly<Record<string, string>> = {},
  config?: string,
): Firmware {
  const made = exportModel(network, { quantized: true, metadata });
  const exported = { ...made, config: config ?? made.config };
  const outputs = simulated(network, exported, data);
  const floatBits = fits(network) ? 32 : 64;
  const exact = floatBits === 32 ? network : copied(network);
  const own = predict(exact, data, { quantized: true, compiled: compiledOps(network) });
  return { exported, outputs, agreement: agreementOf(own, outputs, floatBits) };
}

/** Counts what differs between a forward pass in floats of so many bits and the firmware's outputs. */
export function agreementOf(own: Columns, outputs: Columns, floatBits: 32 | 64): Agreement {
  let [values, differing] = [0, 0];
  for (const [name, { data: expected }] of outputs.columns) {
    const got = columnNamed(own, name).data;
    values += expected.length;
    for (let i = 0; i < expected.length; i++) if (expected[i] !== got[i]) differing++;
  }
  return { events: outputs.events, values, differing, identical: differing === 0, floatBits };
}

/** Outputs of the exported model, event by event. */
export function simulated(network: Network, { model, config }: ExportedModel, data: Columns): Columns {
  const reporter = createReporter();
  const { name } = network.model;
  const compiled = compile(
    { model: { file: `${name}.onnx`, bytes: model }, config: { file: `${name}.yml`, text: config } },
    reporter,
  );
  const inputs = Array.from(network.model.inputs.keys(), (input) => [input, arrayOf(data, input)] as const);
  const result = compiled && simulate(compiled, Object.fromEntries(inputs), reporter, { dtype: "float64" });
  if (result === undefined) {
    throw new InternalError(`export of ${name}: ${reporter.diagnostics.map(({ message }) => message).join("; ")}`);
  }
  const columns = Array.from(result.outputs, ([output, { shape, data: values }]) => {
    return [output, { shape: shape.slice(1), data: Float64Array.from(values as ArrayLike<number>) }] as const;
  });
  return { events: result.events, columns: new Map(columns) };
}

function arrayOf(data: Columns, name: string): NdArray {
  const { shape, data: values } = must(data.columns.get(name), name);
  const dtype = values instanceof Float32Array ? "float32" : "float64";
  return { shape: [data.events, ...shape], dtype, data: values } as NdArray;
}

function copied(network: Network): Network {
  return createNetwork(network.model, referenceKernels(64), { state: stateOf(network) });
}
