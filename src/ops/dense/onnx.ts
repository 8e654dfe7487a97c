import type { FloatTensor, ImportContext, OnnxImport, TensorRef } from "../../ir/import.js";
import { constantTensor, type IntTensor } from "../../ir/tensor.js";
import { must } from "../../support/errors.js";
import type { DenseAttrs } from "./index.js";

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
  const weight = scaled(cx.int("transB", 0) === 0 ? b : transposed(b), cx.float("alpha", 1));
  readLinear(cx, weight, c === undefined ? undefined : spread(scaled(c, cx.float("beta", 1)), weight.shape[1] ?? 1));
}

function readLinear(cx: ImportContext, weight: FloatTensor, bias: FloatTensor | undefined): void {
  const nIn = weight.shape[0] ?? 1;
  // Weights of a flat input are permuted into its element order; rows of a matrix need the ONNX order itself.
  const x = cx.tensor(0).shape.length === 1 ? cx.flat(0) : cx.logical(0);
  if (x.shape.at(-1) !== nIn)
    return cx.fail("BX1113", { what: "A", axis: -1, length: x.shape.at(-1) ?? 0, expected: nIn });
  const w = cx.numerics.constant(cx.layer, "weight", permutedRows(weight, x), x.type.elem);
  const b = bias === undefined ? undefined : cx.numerics.constant(cx.layer, "bias", bias, x.type.elem);
  if (b === undefined || !cx.numerics.separateBias(cx.layer)) return cx.bind(emitDense(cx, x, w, b));
  const product = emitDense(cx, x, w, undefined);
  const facts = { kind: "normalize", x: product.type.elem, scale: ONE.type.elem, bias: b.type.elem } as const;
  const inputs = [product.value, cx.addConstant("one", ONE), cx.addConstant("bias", b)];
  cx.bind(cx.emit("normalize", {}, inputs, cx.numerics.result(cx.layer, facts, cx.infer("normalize", {}, inputs))));
}

/** A scale that changes nothing, in one bit. */
const ONE = constantTensor([1], { signed: false, width: 1, int: 1 }, [1n]);

function emitDense(cx: ImportContext, x: TensorRef, w: IntTensor, b: IntTensor | undefined): TensorRef {
  const inputs = [x.value, cx.addConstant("weight", w), ...(b === undefined ? [] : [cx.addConstant("bias", b)])];
  const open: DenseAttrs = { accum: undefined, strategy: cx.layer.strategy(), reuse: cx.layer.reuseFactor() };
  const facts = {
    kind: "linear",
    x: x.type.elem,
    weight: w.type.elem,
    products: w.type.shape[0] ?? 1,
    ...(b === undefined ? {} : { bias: b.type.elem }),
  } as const;
  const exact = cx.infer("dense", open, inputs);
  const attrs = { ...open, accum: cx.numerics.accum(cx.layer, facts, exact) };
  return cx.emit("dense", attrs, inputs, cx.numerics.result(cx.layer, facts, exact));
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
