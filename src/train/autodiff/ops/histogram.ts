import type { Tape } from "../tape.js";
import { addTo, expectShape, rowsAndColumns, sameShape, type Tensor } from "../tensor.js";

/**
 * h[event, b] = Σ weights[event, i] over the i with bins[event, i] = b: a histogram of every event. What is in bin -1 is
 * left out. The gradient of a bin goes to all weights in it; sums run over i from the first to the last.
 */
export function histogram(tape: Tape, weights: Tensor, bins: Tensor, count: number): Tensor {
  expectShape(sameShape(weights.shape, bins.shape), "histogram", weights.shape, bins.shape);
  const [events, entries] = rowsAndColumns(weights.shape);
  const y = tape.tensor([events, count], [weights]);
  const each = (visit: (entry: number, bin: number) => void): void => {
    for (let i = 0; i < events * entries; i++) {
      const bin = bins.data[i] as number;
      if (bin >= 0) visit(i, Math.floor(i / entries) * count + bin);
    }
  };
  each((entry, bin) => addTo(y.data, bin, weights.data[entry] as number));
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    const into = weights.grad;
    if (into) each((entry, bin) => addTo(into, entry, grad[bin] as number));
  });
  return y;
}
