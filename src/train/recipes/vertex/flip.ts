import { BINS } from "../../../data/vertices/track-word.js";
import type { FloatData } from "../../autodiff/tensor.js";
import type { Augmentation } from "../../fit/options.js";

/**
 * Half of the events of a batch are seen in a mirror across the beam, z to -z: a word w becomes -1 - w, exactly, since it
 * stands for the middle between it and the next, and the bins change places.
 */
export const zFlip: Augmentation = {
  apply: (batch, random, training) => {
    if (!training) return;
    const flipped = Array.from({ length: batch.events }, () => random.chance(0.5));
    const each = (name: string, flip: (row: FloatData) => void): void => {
      const { data } = batch.column(name);
      const size = data.length / batch.events;
      flipped.forEach((is, event) => {
        if (is) flip(data.subarray(event * size, (event + 1) * size));
      });
    };
    each("z0_word", (words) => void mapped(words, (word) => -1 - word));
    each("bin", (bins) => void mapped(bins, (bin) => (bin < 0 ? bin : BINS - 1 - bin)));
    each("place", (shares) => void shares.reverse());
  },
};

function mapped(row: FloatData, value: (old: number) => number): void {
  for (let i = 0; i < row.length; i++) row[i] = value(row[i] as number);
}
