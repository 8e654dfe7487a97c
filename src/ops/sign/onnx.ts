import type { OnnxImport } from "../../ir/import.js";
import { bindSign, scaleExponent } from "../../ir/scalar-operand.js";

/** Operator definition of the QONNX repository, docs/qonnx-custom-ops/bipolar_quant_op.md. */
export const signImports: readonly OnnxImport[] = [
  {
    op: "BipolarQuant",
    domains: ["qonnx.custom_op.general", "finn.custom_op.general", "onnx.brevitas", ""],
    since: 1,
    read: (cx) => {
      const exponent = scaleExponent(cx, 1);
      if (exponent !== undefined) bindSign(cx, exponent);
    },
  },
];
