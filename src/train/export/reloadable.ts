import { type ApFixed, apFixed, type FixedType, unionType } from "../../fixed/types.js";
import { must } from "../../support/errors.js";
import type { Layer } from "../layers/layer.js";
import { createNetwork, type Network } from "../network.js";
import { compiledNetwork } from "./compiled-ops.js";
import { configText } from "./config-text.js";
import type { NodeSettings } from "./emitter.js";
import { emitNetwork } from "./export-model.js";

/**
 * The configuration of a network whose weights are to be loaded into firmware that is there already: by itself every sum
 * gets the bits that the present weights need; here it gets those that any weights of their types may need. All weights
 * must have types that do not follow their values, and saturate.
 */
export function reloadableConfig(network: Network): string {
  const settings = new Map<string, NodeSettings>(emitNetwork(network, true).settings);
  for (const [node, type] of widestSums(network)) settings.set(node, { ...settings.get(node), precision: type });
  return configText(network.model.name, settings);
}

/**
 * Types of sums by node. Greatest weights everywhere let activations be as great as their types; with that, the least
 * weights of a layer and the greatest give the bounds of its sums.
 */
function widestSums(network: Network): Map<string, NonNullable<NodeSettings["precision"]>> {
  const layers = network.model.layers.filter(({ parameters }) => parameters.some(({ trained }) => trained));
  const widest = new Map(sumsOf(network, undefined));
  for (const layer of layers) {
    for (const [node, { type, ...sum }] of sumsOf(network, layer))
      widest.set(node, { ...sum, type: unionType(type, must(widest.get(node), node).type) });
  }
  return new Map(Array.from(widest, ([node, { variable, type }]) => [node, { [variable]: exact(type) }]));
}

/** Saturates in every type that weights have. */
const BEYOND = 2 ** 60;

type Sums = ReadonlyMap<string, { readonly variable: "accum" | "result"; readonly type: FixedType }>;

/** Products are summed up in a node's accumulator; a bias is added by a node of its own, whose result has the type. */
const VARIABLES: Readonly<Record<string, "accum" | "result">> = { dense: "accum", conv: "accum", normalize: "result" };

/** Sums with the greatest weights, but for one layer's, which are the least. */
function sumsOf({ model, kernels, parameters }: Network, least: Layer | undefined): Sums {
  const state = new Map(Array.from(parameters, ([name, { data }]) => [name, data.slice()]));
  for (const layer of model.layers) {
    for (const { name, trained } of layer.parameters)
      if (trained) must(state.get(name), name).fill(layer === least ? -BEYOND : BEYOND);
  }
  const { nodes, types } = compiledNetwork(createNetwork(model, kernels, { state })).graph;
  return new Map(
    nodes.flatMap(({ kind, origin, output }) => {
      const [variable, name] = [VARIABLES[kind], origin.nodes[0]];
      return variable && name ? [[name, { variable, type: must(types.get(output), output).elem }] as const] : [];
    }),
  );
}

function exact({ signed, width, int }: FixedType): ApFixed {
  return apFixed({ signed, width, int }, "TRN", "WRAP");
}
