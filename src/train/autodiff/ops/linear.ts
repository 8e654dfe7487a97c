import type { Tape } from "../tape.js";
import { expectShape, rowsAndColumns, sameShape, type Tensor } from "../tensor.js";

/** x [..., k] · w [k, n] + row [n] = [..., n] */
export function matmul(tape: Tape, x: Tensor, w: Tensor, row?: Tensor): Tensor {
  const [m, k] = rowsAndColumns(x.shape);
  const [rows, n] = rowsAndColumns(w.shape);
  expectShape(w.shape.length === 2 && rows === k, "matmul", x.shape, w.shape);
  if (row !== undefined) expectShape(sameShape(row.shape, [n]), "row of matmul", w.shape, row.shape);
  const { kernels } = tape;
  const y = tape.result([...x.shape.slice(0, -1), n], row === undefined ? [x, w] : [x, w, row]);
  kernels.matmul(y.data, x.data, w.data, { m, k, n }, row?.data);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    if (x.grad) kernels.matmul(x.grad, grad, w.data, { m, k: n, n: k, transB: true, accumulate: true });
    if (w.grad) kernels.matmul(w.grad, x.data, grad, { m: k, k: m, n, transA: true, accumulate: true });
    if (row?.grad) kernels.sumRows(row.grad, grad);
  });
  return y;
}

/** x [..., n] + row [n] */
export function addRow(tape: Tape, x: Tensor, row: Tensor): Tensor {
  expectShape(row.shape.length === 1 && x.shape.at(-1) === row.shape[0], "addRow", x.shape, row.shape);
  const { kernels } = tape;
  const y = tape.result(x.shape, [x, row]);
  kernels.addRow(y.data, x.data, row.data);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    if (x.grad) kernels.addScaled(x.grad, grad, 1);
    if (row.grad) kernels.sumRows(row.grad, grad);
  });
  return y;
}
