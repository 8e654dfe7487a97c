import type { Tape } from "../tape.js";
import { expectShape, rowsAndColumns, type Tensor } from "../tensor.js";

/** x [..., k] · w [k, n] = [..., n] */
export function matmul(tape: Tape, x: Tensor, w: Tensor): Tensor {
  const [m, k] = rowsAndColumns(x.shape);
  const [rows, n] = rowsAndColumns(w.shape);
  expectShape(w.shape.length === 2 && rows === k, "matmul", x.shape, w.shape);
  const { kernels } = tape;
  const y = tape.tensor([...x.shape.slice(0, -1), n], [x, w]);
  kernels.matmul(y.data, x.data, w.data, { m, k, n });
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    if (x.grad) kernels.matmul(x.grad, grad, w.data, { m, k: n, n: k, transB: true, accumulate: true });
    if (w.grad) kernels.matmul(w.grad, x.data, grad, { m: k, k: m, n, transA: true, accumulate: true });
  });
  return y;
}

/** x [..., n] + row [n] */
export function addRow(tape: Tape, x: Tensor, row: Tensor): Tensor {
  expectShape(row.shape.length === 1 && x.shape.at(-1) === row.shape[0], "addRow", x.shape, row.shape);
  const { kernels } = tape;
  const y = tape.tensor(x.shape, [x, row]);
  kernels.addRow(y.data, x.data, row.data);
  const { grad } = y;
  if (grad === undefined) return y;
  tape.record(() => {
    if (x.grad) kernels.addScaled(x.grad, grad, 1);
    if (row.grad) kernels.sumRows(row.grad, grad);
  });
  return y;
}
