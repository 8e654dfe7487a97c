import type { Tape } from "../tape.js";
import { expectShape, type FloatData, rowsAndColumns, type Tensor } from "../tensor.js";

/** Mean and (biased) variance of every column of x [..., n]: each [n]. */
export function moments(tape: Tape, x: Tensor): { readonly mean: Tensor; readonly variance: Tensor } {
  const [rows, n] = rowsAndColumns(x.shape);
  const [mean, variance] = [tape.result([n], [x]), tape.result([n], [x])];
  mean.data.set(sumPowers(x.data, new Float64Array(n), 1).map((sum) => sum / rows));
  variance.data.set(sumPowers(x.data, mean.data, 2).map((sum) => sum / rows));
  const [dMean, dVariance] = [mean.grad, variance.grad];
  if (dMean !== undefined && dVariance !== undefined)
    tape.record(() => x.grad && momentsGradient(x.grad, x.data, mean.data, dMean, dVariance));
  return { mean, variance };
}

/** Σ (x - centre)^power of every column. */
function sumPowers(x: FloatData, centre: FloatData, power: 1 | 2): Float64Array {
  const n = centre.length;
  const sums = new Float64Array(n);
  for (let row = 0; row < x.length; row += n)
    for (let c = 0; c < n; c++) {
      const apart = (x[row + c] as number) - (centre[c] as number);
      sums[c] = (sums[c] as number) + (power === 1 ? apart : apart * apart);
    }
  return sums;
}

function momentsGradient(dx: FloatData, x: FloatData, mean: FloatData, dMean: FloatData, dVariance: FloatData): void {
  const n = mean.length;
  const rows = x.length / n;
  for (let row = 0; row < x.length; row += n)
    for (let c = 0; c < n; c++) {
      const apart = (x[row + c] as number) - (mean[c] as number);
      const slope = (dMean[c] as number) + 2 * apart * (dVariance[c] as number);
      dx[row + c] = (dx[row + c] as number) + slope / rows;
    }
}

/** x [..., n] · row [n] */
export function multiplyRow(tape: Tape, x: Tensor, row: Tensor): Tensor {
  const n = row.data.length;
  expectShape(x.shape.at(-1) === n, "multiplyRow", x.shape, row.shape);
  const y = tape.result(x.shape, [x, row]);
  scaleColumns(y.data, x.data, row.data);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    if (x.grad) addScaledColumns(x.grad, grad, row.data);
    if (row.grad) addColumnProducts(row.grad, grad, x.data);
  });
  return y;
}

function scaleColumns(y: FloatData, x: FloatData, row: FloatData): void {
  const n = row.length;
  for (let at = 0; at < x.length; at += n)
    for (let c = 0; c < n; c++) y[at + c] = (x[at + c] as number) * (row[c] as number);
}

function addScaledColumns(dx: FloatData, dy: FloatData, row: FloatData): void {
  const n = row.length;
  for (let at = 0; at < dx.length; at += n)
    for (let c = 0; c < n; c++) dx[at + c] = (dx[at + c] as number) + (dy[at + c] as number) * (row[c] as number);
}

function addColumnProducts(dRow: FloatData, dy: FloatData, x: FloatData): void {
  const n = dRow.length;
  for (let at = 0; at < x.length; at += n)
    for (let c = 0; c < n; c++) dRow[c] = (dRow[c] as number) + (dy[at + c] as number) * (x[at + c] as number);
}
