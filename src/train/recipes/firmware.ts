import { createReporter } from "../../diagnostics/reporter.js";
import { compile } from "../../driver/compile.js";
import { createEngine } from "../../driver/engines.js";
import { InternalError, must } from "../../support/errors.js";
import { referenceKernels } from "../autodiff/reference-kernels.js";
import { sizeOf } from "../autodiff/tensor.js";
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
  const outputs = simulatorOf(network, exported)(data);
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

/** The simulator of an exported model: outputs of any number of events, compiled once. */
export function simulatorOf(network: Network, { model, config }: ExportedModel): (data: Columns) => Columns {
  const reporter = createReporter();
  const { name } = network.model;
  const compiled = compile(
    { model: { file: `${name}.onnx`, bytes: model }, config: { file: `${name}.yml`, text: config } },
    reporter,
  );
  if (compiled === undefined) {
    throw new InternalError(`export of ${name}: ${reporter.diagnostics.map(({ message }) => message).join("; ")}`);
  }
  const { inputs, graph } = compiled;
  const ports = graph.outputs.map(
    ({ name: output, value }) => [output, must(graph.types.get(value), output).shape] as const,
  );
  const engine = createEngine("wasm", compiled, {});
  return (data) => {
    const { events } = data;
    const outputs = ports.map(([, shape]) => new Float64Array(events * sizeOf(shape)));
    engine.run({ events, inputs: inputs.map(({ port }) => columnNamed(data, port.name).data), raw: false, outputs });
    const columns = ports.map(([output, shape], i) => [output, { shape, data: must(outputs[i], output) }] as const);
    return { events, columns: new Map(columns) };
  };
}

function copied(network: Network): Network {
  return createNetwork(network.model, referenceKernels(64), { state: stateOf(network) });
}
