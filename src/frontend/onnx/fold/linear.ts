import type { FloatTensor } from "../../../ir/import.js";
import { computed } from "./elementwise.js";
import type { Fold, FoldContext } from "./fold.js";
import { operand } from "./operand.js";

/** Matrix products of constants: sums in double precision, rounded once to the element type. */
export const linearFolds: Readonly<Record<string, Fold>> = { MatMul: matMul, Gemm: gemm };

function matMul(cx: FoldContext): FloatTensor | undefined {
  const product = matrixProduct(cx, operand(cx, 0), operand(cx, 1));
  return product && computed(product.shape, operand(cx, 0).dtype, product.data);
}

function gemm(cx: FoldContext): FloatTensor | undefined {
  const [a, b, c] = [operand(cx, 0), operand(cx, 1), cx.inputs[2]];
  const side = (x: FloatTensor, flag: string): FloatTensor => (cx.int(flag, 0) === 0 ? x : transposed(x));
  const product = matrixProduct(cx, side(a, "transA"), side(b, "transB"));
  if (product === undefined) return undefined;
  const [rows = 1, columns = 1] = product.shape;
  const [cColumns, cRows] = [c?.shape.at(-1) ?? 1, c?.shape.at(-2) ?? 1];
  const bias = (k: number): number => {
    const [row, column] = [Math.floor(k / columns), k % columns];
    return c?.data[(cRows === 1 ? 0 : row) * cColumns + (cColumns === 1 ? 0 : column)] ?? 0;
  };
  const [alpha, beta] = [cx.float("alpha", 1), cx.float("beta", 1)];
  return computed(
    [rows, columns],
    a.dtype,
    product.data.map((value, k) => alpha * value + beta * bias(k)),
  );
}

function transposed(x: FloatTensor): FloatTensor {
  const [rows = 1, columns = 1] = x.shape;
  const data = x.data.map((_, k) => x.data[(k % rows) * columns + Math.floor(k / rows)] ?? 0);
  return { ...x, shape: [columns, rows], data };
}

function matrixProduct(cx: FoldContext, a: FloatTensor, b: FloatTensor): FloatTensor | undefined {
  const [[rows = 1, inner = 1], [innerB = 1, columns = 1]] = [a.shape, b.shape];
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB)
    return cx.refuse(`shapes [${a.shape.join(", ")}] and [${b.shape.join(", ")}] are no matrix product`);
  const data = Float64Array.from({ length: rows * columns }, (_, k) => {
    const [row, column] = [Math.floor(k / columns), k % columns];
    let total = 0;
    for (let i = 0; i < inner; i++) total += (a.data[row * inner + i] ?? 0) * (b.data[i * columns + column] ?? 0);
    return total;
  });
  return { ...a, shape: [rows, columns], data };
}
