import { alphaOf, bindActivation } from "../../ir/elementwise.js";
import type { ImportContext, OnnxImport } from "../../ir/import.js";
import type { EluAttrs } from "./index.js";

export const eluImports: readonly OnnxImport[] = [
  { op: "Elu", domains: [""], since: 6, read: (cx) => readElu(cx, "elu", alphaOf(cx, 1).data[0] ?? 1) },
  { op: "Selu", domains: [""], since: 6, read: readSelu },
];

/** ONNX's defaults for Selu, the constants of Klambauer et al., "Self-Normalizing Neural Networks" (2017). */
const SELU = { alpha: 1.6732632423543772, gamma: 1.0507009873554805 };

/** Exporters write the constants with the digits of a float32; other constants have no table. */
function readSelu(cx: ImportContext): void {
  for (const attribute of ["alpha", "gamma"] as const) {
    const value = cx.float(attribute, SELU[attribute]);
    if (Math.abs(value - SELU[attribute]) > 1e-5)
      return cx.fail("BX1112", { attribute, value: String(value), supported: String(SELU[attribute]) });
  }
  readElu(cx, "selu", SELU.alpha);
}

function readElu(cx: ImportContext, fn: "elu" | "selu", alpha: number): void {
  const x = cx.tensor(0);
  const tables = cx.numerics.elu(cx.layer, fn, alpha, x.type);
  const attrs: EluAttrs = { fn, negative: tables.negative };
  const constants = [cx.addConstant("positive", tables.positive), cx.addConstant("alpha", tables.alpha)];
  bindActivation(cx, x, { kind: "elu", fn, attrs, constants });
}
