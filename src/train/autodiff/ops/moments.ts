import type { Tape } from "../tape.js";
import { expectShape, rowsAndColumns, type Tensor } from "../tensor.js";

/** Mean and (biased) variance of every column of x [..., n]: each [n]. */
export function moments(tape: Tape, x: Tensor): { readonly mean: Tensor; readonly variance: Tensor } {
  const [rows, n] = rowsAndColumns(x.shape);
  const [mean, variance] = [tape.result([n], [x]), tape.result([n], [x])];
  const centred = (i: number): number => (x.data[i] as number) - (mean.data[i % n] as number);
  const average = (into: Tensor, term: (i: number) => number): void => {
    const sums = new Float64Array(n);
    for (let i = 0; i < x.data.length; i++) sums[i % n] = (sums[i % n] as number) + term(i);
    for (let c = 0; c < n; c++) into.data[c] = (sums[c] as number) / rows;
  };
  average(mean, (i) => x.data[i] as number);
  average(variance, (i) => centred(i) ** 2);
  const [dMean, dVariance] = [mean.grad, variance.grad];
  if (dMean === undefined || dVariance === undefined) return { mean, variance };
  tape.record(() => {
    const into = x.grad;
    if (!into) return;
    for (let i = 0; i < into.length; i++) {
      const slope = (dMean[i % n] as number) + 2 * centred(i) * (dVariance[i % n] as number);
      into[i] = (into[i] as number) + slope / rows;
    }
  });
  return { mean, variance };
}

/** x [..., n] · row [n] */
export function multiplyRow(tape: Tape, x: Tensor, row: Tensor): Tensor {
  const n = x.shape.at(-1) ?? 1;
  expectShape(row.data.length === n, "multiplyRow", x.shape, row.shape);
  const y = tape.result(x.shape, [x, row]);
  for (let i = 0; i < y.data.length; i++) y.data[i] = (x.data[i] as number) * (row.data[i % n] as number);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    const [dx, dRow] = [x.grad, row.grad];
    for (let i = 0; i < grad.length; i++) {
      const [c, dy] = [i % n, grad[i] as number];
      if (dx) dx[i] = (dx[i] as number) + dy * (row.data[c] as number);
      if (dRow) dRow[c] = (dRow[c] as number) + dy * (x.data[i] as number);
    }
  });
  return y;
}
