import type { Tape } from "../tape.js";
import { addTo, type FloatData, rowsAndColumns, type Tensor } from "../tensor.js";

/** e^x / Σ e^x along the last axis. */
export function softmax(tape: Tape, x: Tensor): Tensor {
  const [rows, length] = rowsAndColumns(x.shape);
  const y = tape.result(x.shape, [x]);
  for (let row = 0; row < rows; row++) {
    const values = Array.from(x.data.subarray(row * length, (row + 1) * length));
    const most = values.reduce((a, b) => Math.max(a, b));
    const terms = values.map((value) => Math.exp(value - most));
    const sum = terms.reduce((a, b) => a + b, 0);
    terms.forEach((term, i) => {
      y.data[row * length + i] = term / sum;
    });
  }
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    const into = x.grad;
    if (into) for (let row = 0; row < rows; row++) softmaxGradient(into, grad, y.data, row * length, length);
  });
  return y;
}

/** dx_i += y_i · (dy_i - Σ_j dy_j · y_j) in one row. */
function softmaxGradient(dx: FloatData, dy: FloatData, y: FloatData, start: number, length: number) {
  let mean = 0;
  for (let i = start; i < start + length; i++) mean += (dy[i] as number) * (y[i] as number);
  for (let i = start; i < start + length; i++) addTo(dx, i, (y[i] as number) * ((dy[i] as number) - mean));
}
