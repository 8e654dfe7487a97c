import { broadcastIndex } from "../../ir/broadcast.js";
import { alphaOf, bindActivation } from "../../ir/elementwise.js";
import type { FloatTensor, ImportContext, OnnxImport, TensorRef } from "../../ir/import.js";

export const preluImports: readonly OnnxImport[] = [
  { op: "LeakyRelu", domains: [""], since: 6, read: (cx) => readSlope(cx, alphaOf(cx, 0.01), "alpha") },
  { op: "PRelu", domains: [""], since: 7, read: readPRelu },
];

function readPRelu(cx: ImportContext): void {
  const slope = cx.constant(1);
  if (slope === undefined) return cx.fail("BX1110", { operand: "slope", what: "the slope of PRelu" });
  const x = cx.tensor(0);
  readSlope(cx, cyclic(cx.align(slope, x), x), "slope");
}

function readSlope(cx: ImportContext, values: FloatTensor, role: "alpha" | "slope"): void {
  const x = cx.tensor(0);
  const alpha = cx.addConstant("alpha", cx.numerics.constant(cx.layer, role, values, x.type.elem));
  const fn = role === "alpha" ? "leaky_relu" : "prelu";
  bindActivation(cx, x, { kind: "prelu", fn, attrs: {}, constants: [alpha] });
}

/** The fewest values that repeat along x in its physical order: those of its last axes, or one for each element. */
function cyclic(values: FloatTensor, x: TensorRef): FloatTensor {
  const to = x.type.shape;
  const last = values.shape.slice(values.shape.findIndex((length) => length !== 1));
  if (values.data.length === 1) return { ...values, shape: [1] };
  if (String(last) === String(to.slice(to.length - last.length))) return { ...values, shape: last };
  const data = Float64Array.from(broadcastIndex(values.shape, to), (k) => values.data[k] ?? 0);
  return { ...values, shape: to, data };
}
