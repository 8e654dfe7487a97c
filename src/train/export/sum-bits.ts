import { bitLength } from "../../fixed/types.js";
import type { Graph, Node } from "../../ir/graph.js";
import { bounds } from "../../ir/tensor.js";
import { opOf } from "../../ops/registry.js";
import { must } from "../../support/errors.js";
import type { Network } from "../network.js";
import { compiledNetwork } from "./compiled-ops.js";
import { emitNetwork } from "./export-model.js";

/** What a layer's exact values and sums need in the mantissa of a float, sign aside. */
export interface LayerBits {
  readonly layer: string;
  readonly bits: number;
}

/** Bits that hold every value and every partial sum of a quantized network's layers, proven from types and weights. */
export function sumBits(network: Network): readonly LayerBits[] {
  const { layers } = emitNetwork(network, true);
  const most = new Map<string, number>();
  // A bias may come before the products or after them: sums of both kinds have to be exact.
  for (const fused of ["bias", "nothing"] as const) {
    const { graph } = compiledNetwork(network, fused);
    for (const node of graph.nodes) {
      const layer = node.origin.nodes.map((name) => layers.get(name)).find((name) => name !== undefined);
      if (layer !== undefined) most.set(layer, Math.max(most.get(layer) ?? 0, nodeBits(graph, node)));
    }
  }
  return Array.from(most, ([layer, bits]) => ({ layer, bits }));
}

/**
 * Whether kernels of 32-bit floats (24 bits of mantissa) compute the quantized network exactly, whatever the events; 64-bit
 * ones have 53.
 */
export function fits(network: Network, kernelBits: 32 | 64 = 32): boolean {
  return sumBits(network).every(({ bits }) => bits <= (kernelBits === 32 ? 24 : 53));
}

function nodeBits({ types }: Graph, node: Node): number {
  const out = must(types.get(node.output), "type");
  const ends = [bounds(out.range)];
  if (node.result === undefined) {
    const op = must(opOf(node.kind), node.kind);
    const ins = node.inputs.map((id) => must(types.get(id), "type"));
    const definition = op.define(node.attrs, ins, out);
    if (definition.form === "fold") ends.push(definition.acc);
  }
  const size = (value: bigint): number => bitLength(value < 0n ? -value : value);
  return Math.max(node.result?.width ?? 0, ...ends.flatMap(({ lo, hi }) => [size(lo), size(hi)]));
}
