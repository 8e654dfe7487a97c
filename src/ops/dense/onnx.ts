import type { FloatTensor, ImportContext, OnnxImport, TensorRef } from "../../ir/import.js";
import { emitLinear } from "../../ir/linear-import.js";
import { bindScaled, constantAlong, ONE } from "../../ir/scale-and-offset.js";
import { sizeOf } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";

export const denseImports: readonly OnnxImport[] = [
  { op: "MatMul", domains: ["", "qonnx.custom_op.channels_last"], since: 1, read: readMatMul },
  { op: "Gemm", domains: [""], since: 1, read: readGemm },
];

function readMatMul(cx: ImportContext): void {
  const weight = cx.constant(1);
  if (weight === undefined) return cx.fail("BX1110", { operand: "B", what: "the weight matrix of MatMul" });
  if (weight.shape.length !== 2)
    return cx.fail("BX1111", { what: "B", shape: weight.shape, expected: "[n_in, n_out]" });
  readLinear(cx, weight, undefined);
}

/** Gemm: alpha · A · B + beta · C with transB; A is the computed operand and is never transposed. */
function readGemm(cx: ImportContext): void {
  const [b, c] = [cx.constant(1), cx.constant(2)];
  if (b === undefined) return cx.fail("BX1110", { operand: "B", what: "the weight matrix of Gemm" });
  if (b.shape.length !== 2) return cx.fail("BX1111", { what: "B", shape: b.shape, expected: "[n_in, n_out]" });
  if (cx.int("transA", 0) !== 0) return cx.fail("BX1112", { attribute: "transA", value: "1", supported: "0" });
  if (cx.isPresent(2) && c === undefined) return cx.fail("BX1110", { operand: "C", what: "the bias of Gemm" });
  const a = cx.tensor(0).shape;
  if (a.length !== 1) return cx.fail("BX1111", { what: "A", shape: a, expected: "a vector an event" });
  const weight = scaled(cx.int("transB", 0) === 0 ? b : transposed(b), cx.float("alpha", 1));
  const nOut = weight.shape[1] ?? 1;
  if (c !== undefined && c.data.length !== 1 && (c.data.length !== nOut || c.shape.at(-1) !== nOut))
    return cx.fail("BX1111", { what: "C", shape: c.shape, expected: `[${nOut}], one value an output` });
  readLinear(cx, weight, c === undefined ? undefined : spread(scaled(c, cx.float("beta", 1)), nOut));
}

function readLinear(cx: ImportContext, weight: FloatTensor, bias: FloatTensor | undefined): void {
  const nIn = weight.shape[0] ?? 1;
  // Weights of a flat input are permuted into its element order; rows of a matrix need the ONNX order itself.
  const x = cx.tensor(0).shape.length === 1 ? cx.flat(0) : cx.logical(0);
  if (x.shape.at(-1) !== nIn)
    return cx.fail("BX1113", { what: "A", axis: -1, length: x.shape.at(-1) ?? 0, expected: nIn });
  const shape = [...x.shape.slice(0, -1), weight.shape[1] ?? 1];
  if (!cx.affords(shape, sizeOf(shape) * nIn)) return;
  const w = cx.numerics.constant(cx.layer, "weight", permutedRows(weight, x), x.type.elem);
  const fused = bias === undefined || cx.numerics.separateBias(cx.layer) ? undefined : bias;
  const b = fused === undefined ? undefined : cx.numerics.constant(cx.layer, "bias", fused, x.type.elem);
  const schedule = cx.schedule(nIn, w.type.shape[1] ?? 1);
  const product = emitLinear(cx, "dense", x, { weight: w, bias: b, products: nIn }, schedule);
  if (bias === undefined || fused !== undefined) cx.bind(product);
  else bindScaled(cx, product, ONE, constantAlong(cx, "bias", bias, product));
}

function transposed(w: FloatTensor): FloatTensor {
  const [rows, columns] = [w.shape[0] ?? 1, w.shape[1] ?? 1];
  return {
    ...w,
    shape: [columns, rows],
    data: w.data.map((_, k) => w.data[(k % rows) * columns + Math.floor(k / rows)] ?? 0),
  };
}

function scaled(values: FloatTensor, factor: number): FloatTensor {
  if (factor === 1) return values;
  // The spec computes in float32; the product is rounded once to that format.
  const { precision: _fixedBefore, ...rest } = values;
  return { ...rest, data: values.data.map((v) => Math.fround(v * factor)) };
}

function spread(bias: FloatTensor, length: number): FloatTensor {
  const data = Float64Array.from({ length }, (_, j) => bias.data[bias.data.length === 1 ? 0 : j] ?? 0);
  return { ...bias, shape: [length], data };
}

/** Rows in the physical order of a flat input: row k is the ONNX row order[k]. */
function permutedRows(weight: FloatTensor, x: TensorRef): FloatTensor {
  const { order } = x;
  if (order === undefined) return weight;
  const columns = weight.shape[1] ?? 1;
  const data = weight.data.map(
    (_, k) => weight.data[must(order[Math.floor(k / columns)], "row") * columns + (k % columns)] ?? 0,
  );
  return { ...weight, data };
}
