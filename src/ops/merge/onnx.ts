import { broadcastShape } from "../../ir/broadcast.js";
import type { FloatTensor, ImportContext, OnnxImport, TensorRef } from "../../ir/import.js";
import { allOperands } from "../../ir/operands.js";
import {
  bindScaled,
  constantAlong,
  MINUS_ONE,
  mapped,
  negated,
  ONE,
  perEvent,
  ZERO,
} from "../../ir/scale-and-offset.js";
import { constantTensor } from "../../ir/tensor.js";
import { chainOf, readChain } from "./chain.js";

const row = (op: string, since: number, read: (cx: ImportContext) => void): OnnxImport => ({
  op,
  domains: [""],
  since,
  read,
});

export const mergeImports: readonly OnnxImport[] = [
  row("Add", 7, (cx) => readBinary(cx, "add")),
  row("Sub", 7, (cx) => readBinary(cx, "sub")),
  row("Mul", 7, (cx) => readBinary(cx, "mul")),
  row("Div", 7, (cx) => readBinary(cx, "div")),
  row("Max", 6, (cx) => readChain(cx, "max")),
  row("Min", 6, (cx) => readChain(cx, "min")),
  row("Sum", 6, (cx) => (cx.operandCount === 2 ? readBinary(cx, "add") : readChain(cx, "add"))),
  row("Mean", 6, readMean),
  row("Pow", 7, readPow),
];

/** With one constant operand a layer that scales and offsets, where that is what the function does. */
function readBinary(cx: ImportContext, fn: "add" | "sub" | "mul" | "div"): void {
  if (allOperands(cx, 2, 2) === undefined) return;
  const index = cx.isConstant(0) ? 0 : 1;
  const values = cx.constant(index);
  if (values === undefined || (fn === "div" && index === 0)) return readChain(cx, fn);
  const x = cx.tensor(1 - index);
  const constant = perEvent(values, x.shape.length);
  // A constant that widens the tensor is an operand like another.
  if (constant === undefined || broadcastShape(constant.shape, x.shape)?.join() !== x.shape.join())
    return readChain(cx, fn);
  if (fn === "div" && constant.data.includes(0)) return cx.fail("BX1120", { what: "the reciprocal of the divisor" });
  bindArithmetic(cx, fn, x, constant, index);
}

function bindArithmetic(
  cx: ImportContext,
  fn: "add" | "sub" | "mul" | "div",
  x: TensorRef,
  c: FloatTensor,
  index: 0 | 1,
): void {
  const bias = (values: FloatTensor) => constantAlong(cx, "bias", values, x);
  const scale = (values: FloatTensor) => constantAlong(cx, "scale", values, x);
  if (fn === "add") return bindScaled(cx, x, ONE, bias(c));
  if (fn === "sub" && index === 1) return bindScaled(cx, x, ONE, bias(negated(c)));
  if (fn === "sub") return bindScaled(cx, x, MINUS_ONE, bias(c));
  bindScaled(cx, x, scale(fn === "mul" ? c : mapped(c, (value) => 1 / value)), ZERO);
}

/** The sum, then the product with 1/n: exact where n is a power of two, a constant of the layer otherwise. */
function readMean(cx: ImportContext): void {
  const count = cx.operandCount;
  const sum = chainOf(cx, "add", undefined);
  if (sum === undefined) return;
  const bits = Math.log2(count);
  const inverse: FloatTensor = { shape: [1], data: Float64Array.of(Math.fround(1 / count)), dtype: "float32" };
  const exact = constantTensor([1], { signed: false, width: 1, int: 1 - bits }, [1n]);
  bindScaled(cx, sum, Number.isInteger(bits) ? exact : constantAlong(cx, "scale", inverse, sum), ZERO);
}

function readPow(cx: ImportContext): void {
  const exponent = cx.constant(1);
  if (exponent === undefined) return cx.fail("BX1110", { operand: "Y", what: "the exponent of Pow" });
  const other = exponent.data.find((value) => value !== 2);
  if (other !== undefined) return cx.fail("BX1125", { exponent: String(other) });
  const x = cx.tensor(0);
  const facts = { kind: "merge", fn: "mul", a: x.type.elem, b: x.type.elem } as const;
  const result = cx.numerics.result(cx.layer, facts, cx.infer("merge", { fn: "mul" }, [x.value]));
  cx.bind({ ...cx.emit("merge", { fn: "mul" }, [x.value], result), shape: x.shape, order: x.order });
}
