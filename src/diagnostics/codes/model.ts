import { row } from "../diagnostic.js";

/** BX1xxx: the model file and what is in it. BX11xx: one operator of it. */
export const modelCodes = {
  BX1101: row<{ op: string; domain: string; rewrite?: string }>({
    severity: "error",
    title: "operator not supported",
    explain:
      "The model uses an ONNX operator that has no fixed-point definition here. `bxc ops` lists those that have one.",
    message: ({ op, domain }) => `operator '${op}'${domain === "" ? "" : ` of domain '${domain}'`} is not supported`,
    hint: ({ rewrite }) => rewrite,
  }),
  BX1110: row<{ operand: string; what: string }>({
    severity: "error",
    title: "operand must be constant",
    explain:
      "Weights and parameters become firmware constants, so the model must hold them as initializers or compute them from initializers.",
    message: ({ operand, what }) =>
      `operand ${operand} (${what}) is computed from the model's inputs; it must be a constant`,
  }),
  BX1111: row<{ what: string; shape: readonly number[]; expected: string }>({
    severity: "error",
    title: "shape of an operand",
    explain: "An operand's shape is not the one that the ONNX specification gives for this operator.",
    message: ({ what, shape, expected }) => `${what} has shape [${shape.join(", ")}]; expected ${expected}`,
  }),
  BX1112: row<{ attribute: string; value: string; supported: string }>({
    severity: "error",
    title: "attribute value not supported",
    explain: "The operator is supported, but not with this value of the attribute.",
    message: ({ attribute, value }) => `attribute '${attribute}' is ${value}, which is not supported`,
    hint: ({ supported }) => `supported: ${supported}`,
  }),
  BX1113: row<{ what: string; axis: number; length: number; expected: number }>({
    severity: "error",
    title: "length of an axis",
    explain: "Two operands of an operator disagree on the length of an axis.",
    message: ({ what, axis, length, expected }) =>
      `${what} has length ${length} along axis ${axis}; expected ${expected}`,
  }),
} as const;
