import { toDouble } from "../fixed/float.js";
import { fraction } from "../fixed/types.js";
import type { Graph } from "../ir/graph.js";
import { elementAt, type IntTensor, sizeOf } from "../ir/tensor.js";
import { must } from "../support/errors.js";

/** How far the fixed-point outputs are from the model in floating point. */
export interface FloatDistance {
  readonly output: string;
  readonly meanAbsolute: number;
  readonly maxAbsolute: number;
  /** Where the largest distance is. */
  readonly event: number;
  readonly element: number;
}

/** Outputs of the model in floating point, flat and event by event, by the output's name. */
export type FloatOutputs = ReadonlyMap<string, ArrayLike<number>>;

/** Distances per output over all events; outputs that the reference lacks are left out. */
export function floatDistances(
  graph: Graph,
  outputs: readonly IntTensor[],
  reference: FloatOutputs,
  events: number,
): FloatDistance[] {
  return graph.outputs.flatMap(({ name }, k) => {
    const values = reference.get(name);
    return values === undefined ? [] : [{ output: name, ...distance(must(outputs[k], name), values, events) }];
  });
}

function distance(tensor: IntTensor, values: ArrayLike<number>, events: number): Omit<FloatDistance, "output"> {
  const size = sizeOf(tensor.type.shape);
  const frac = fraction(tensor.type.elem);
  let sum = 0;
  let worst = { maxAbsolute: 0, event: 0, element: 0 };
  for (let event = 0; event < events; event++) {
    for (let element = 0; element < size; element++) {
      const apart = Math.abs(toDouble(elementAt(tensor, event, element), frac) - (values[event * size + element] ?? 0));
      sum += apart;
      if (apart > worst.maxAbsolute) worst = { maxAbsolute: apart, event, element };
    }
  }
  return { meanAbsolute: sum / (events * size), ...worst };
}
