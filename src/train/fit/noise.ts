import type { Augmentation } from "./options.js";

/** Fills an input of every batch with standard normal numbers: what a `gaussianSample` layer draws with. */
export function standardNormal(input: string, shape: readonly number[]): Augmentation {
  return {
    provides: [input],
    apply: (batch, random) => {
      const { data } = batch.put(input, shape);
      for (let i = 0; i < data.length; i++) data[i] = random.normal();
    },
  };
}
