import { TRACKS } from "../../../data/vertices/generate.js";
import { must } from "../../../support/errors.js";
import type { Layer } from "../../layers/layer.js";
import { peakOf, wordsBetween } from "./place.js";

/** A layer between the networks that are exported: no gradient flows through it. */
function between(
  kind: string,
  name: string,
  inputs: readonly Layer[],
  shape: readonly number[],
  write: (into: Float32Array | Float64Array, event: number, values: readonly ArrayLike<number>[]) => void,
): Layer {
  return {
    kind,
    name,
    inputs,
    shape,
    parameters: [],
    forward: ({ tape }, tensors) => {
      const y = tape.tensor([tensors[0]?.shape[0] ?? 1, ...shape]);
      const values = tensors.map(({ data }) => data);
      for (let event = 0; event < must(y.shape[0], "events"); event++) write(y.data, event, values);
      return y;
    },
    emit: () => {
      throw new RangeError(`layer '${name}' is no part of a network: export the networks before and behind it`);
    },
  };
}

/** Bin of the vertex, [], from a number for every bin. */
export function peak(pattern: Layer, { name }: { readonly name: string }): Layer {
  return between("Peak", name, [pattern], [], (into, event, [values]) => {
    into[event] = peakOf(must(values, "pattern"), event * must(pattern.shape[0], "bins"));
  });
}

/** Words that make 1 in what the association network reads of the distance. */
export const DISTANCE_UNIT = 32;

/** What the association network reads of each track: its features, and how far from the vertex it is. */
export function associated(features: Layer, z0Words: Layer, vertex: Layer, { name }: { readonly name: string }): Layer {
  const told = must(features.shape[1], "features");
  return between("Associated", name, [features, z0Words, vertex], [TRACKS, told + 1], (into, event, values) => {
    const [feature, word, bin] = values as readonly [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
    for (let track = event * TRACKS; track < (event + 1) * TRACKS; track++) {
      const to = track * (told + 1);
      for (let k = 0; k < told; k++) into[to + k] = feature[track * told + k] as number;
      into[to + told] = wordsBetween(word[track] as number, bin[event] as number) / DISTANCE_UNIT;
    }
  });
}
