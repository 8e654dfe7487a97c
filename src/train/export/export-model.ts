import { encodeModel, type NodeDescription, type TensorDescription } from "../../frontend/onnx/encode.js";
import { must } from "../../support/errors.js";
import type { Layer } from "../layers/layer.js";
import type { Network } from "../network.js";
import { configText } from "./config-text.js";
import { withoutDeadUnits } from "./dead-units.js";
import type { Emitter, NodeSettings } from "./emitter.js";
import { emittedQuant, QONNX_DOMAIN } from "./quant-node.js";

export interface ExportOptions {
  /** QONNX with `Quant` nodes, whose weights are the quantized numbers; otherwise plain ONNX of the float network. */
  readonly quantized: boolean;
  /** The batch dimension: its name (default "batch"), or a length, which some tools of the field demand (qonnx: 1). */
  readonly batch?: string | number;
  /** Whether units of dense layers that change no result are left out, as pruning makes them. Default "kept". */
  readonly deadUnits?: "kept" | "removed";
  /** Entries of the file's metadata. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ExportedModel {
  /** Bytes of an ONNX file, opset 13. */
  readonly model: Uint8Array;
  /** A configuration (YAML) with which `compile` gives the network's own bits: to be kept beside the model. */
  readonly config: string;
}

/** A network as files. Throws a RangeError where a quantized export lacks a type. */
export function exportModel(network: Network, options: ExportOptions): ExportedModel {
  const { name, inputs, outputs } = network.model;
  const { settings, ...emitted } = emitNetwork(network, options.quantized);
  const { nodes, initializers } = options.deadUnits === "removed" ? withoutDeadUnits(emitted, outputs.keys()) : emitted;
  const port = (key: string, { shape }: Layer) => ({ name: key, shape: [options.batch ?? "batch", ...shape] });
  const model = encodeModel({
    name,
    opsets: { "": 13, ...(options.quantized ? { [QONNX_DOMAIN]: 1 } : {}) },
    ...(options.metadata === undefined ? {} : { metadata: options.metadata }),
    inputs: Array.from(inputs, ([key, layer]) => port(key, layer)),
    outputs: Array.from(outputs, ([key, layer]) => port(key, layer)),
    nodes,
    initializers: Object.fromEntries(initializers),
  });
  return { model, config: configText(name, settings) };
}

/** What the layers of a network wrote. */
export interface Emission {
  readonly nodes: readonly NodeDescription[];
  readonly initializers: ReadonlyMap<string, TensorDescription>;
  /** By name of the node or input. */
  readonly settings: ReadonlyMap<string, NodeSettings>;
  /** Name of the layer that wrote a node, by the node's name. */
  readonly layers: ReadonlyMap<string, string>;
}

export function emitNetwork(network: Network, quantized: boolean): Emission {
  const nodes: NodeDescription[] = [];
  const initializers = new Map<string, TensorDescription>();
  const settings = new Map<string, NodeSettings>();
  const layers = new Map<string, string>();
  const { model, parameters } = network;
  const emitter = (layer: string): Emitter => {
    const basic: Pick<Emitter, "node" | "constant" | "configure"> = {
      node: (op, name, inputs, attributes = {}, domain = "") => {
        if (layers.has(name)) throw new RangeError(`two nodes would be called '${name}'; rename layer '${layer}'`);
        layers.set(name, layer);
        nodes.push({ op, name, domain, inputs, outputs: [`${name}.y`], attributes });
        return `${name}.y`;
      },
      constant: (name, shape, data, dtype = "float32") => {
        initializers.set(name, { shape, data, dtype });
        return name;
      },
      configure: (name, some) => settings.set(name, some),
    };
    return {
      ...basic,
      quantized,
      values: (name) => Float64Array.from(must(parameters.get(name), name).data),
      quant: (name, input, type) => emittedQuant(basic, name, input, type),
    };
  };
  const values = new Map<Layer, string>();
  const valueOf = (layer: Layer): string => must(values.get(layer), layer.name);
  for (const layer of model.layers) values.set(layer, layer.emit(emitter(layer.name), layer.inputs.map(valueOf)));
  if (quantized) expectInputTypes(network, settings);
  return { nodes: withOutputs(network, nodes, valueOf), initializers, settings, layers };
}

/** An input has the type of the one cast behind it: a value that is cast twice may be rounded twice. */
function expectInputTypes({ model }: Network, settings: ReadonlyMap<string, NodeSettings>): void {
  for (const [name, layer] of model.inputs) {
    const readers = model.layers.filter(({ inputs }) => inputs.includes(layer));
    if (settings.has(name) && readers.length === 1) continue;
    const given = settings.has(name)
      ? `is read by ${readers.map((reader) => `'${reader.name}'`).join(", ")}`
      : "has no type";
    throw new RangeError(`input '${name}' ${given}; put one \`quantized\` layer behind it and read that`);
  }
}

/** The nodes, with values called as the outputs that they are; inputs and second names of a value get an `Identity`. */
function withOutputs(
  { model }: Network,
  nodes: readonly NodeDescription[],
  valueOf: (layer: Layer) => string,
): readonly NodeDescription[] {
  const names = new Map<string, string>();
  const copies: NodeDescription[] = [];
  for (const [key, layer] of model.outputs) {
    const value = valueOf(layer);
    if (names.has(value) || model.inputs.has(value))
      copies.push({ op: "Identity", name: `${key}_copy`, inputs: [value], outputs: [key] });
    else names.set(value, key);
  }
  const renamed = (value: string): string => names.get(value) ?? value;
  return [...nodes, ...copies].map((node) => {
    return { ...node, inputs: node.inputs.map(renamed), outputs: node.outputs.map(renamed) };
  });
}
