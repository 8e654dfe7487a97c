import { must } from "../../support/errors.js";
import { withTape } from "../autodiff/tape.js";
import type { Tensor } from "../autodiff/tensor.js";
import { forward, type Network } from "../network.js";

/**
 * Finds the ranges of activations anew, from batches of events alone: of a network that was trained as a float one, or
 * to have them no wider than the data asks for. `inputs` are [events, ...shape] by name; weights stay as they are.
 */
export function calibrate(network: Network, batches: Iterable<ReadonlyMap<string, Omit<Tensor, "grad">>>): void {
  const ranges = new Set(network.model.layers.flatMap(({ parameters }) => parameters.filter(isRange)));
  for (const { name } of ranges) {
    must(network.parameters.get(name), name).data.set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  }
  for (const batch of batches) {
    withTape(network.kernels, (tape) => {
      const inputs = Array.from(batch, ([name, { shape, data }]) => [name, tape.constant(shape, data)] as const);
      forward(network, tape, new Map(inputs), { quantized: true, widening: true });
    });
  }
}

function isRange({ name, trained }: { readonly name: string; readonly trained: boolean }): boolean {
  return !trained && name.endsWith(".range");
}
