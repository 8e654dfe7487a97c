import { shown } from "../../support/text.js";
import { row } from "../diagnostic.js";

/** BX1xxx: the model file and what is in it. BX11xx: one operator of it. */
export const modelCodes = {
  BX1101: row<{ op: string; domain: string; rewrite?: string | undefined }>({
    severity: "error",
    title: "operator not supported",
    explain:
      "The model uses an ONNX operator that has no fixed-point definition here. `bxc ops` lists those that have one.",
    message: ({ op, domain }) =>
      `operator '${shown(op)}'${domain === "" ? "" : ` of domain '${shown(domain)}'`} is not supported`,
    hint: ({ rewrite }) => rewrite,
  }),
  BX1102: row<{ op: string; problem: string }>({
    severity: "error",
    title: "constant can't be computed",
    explain: "A node that depends on constants only is computed when the model is read; this one has no value.",
    message: ({ op, problem }) => `the constant '${shown(op)}' can't be computed: ${problem}`,
  }),
  BX1103: row<{ axis: number }>({
    severity: "error",
    title: "batch axis",
    explain:
      "Firmware sees one event at a time, so no operator may work along the first axis, which counts the events.",
    message: ({ axis }) => `axis ${axis} is the batch axis; operators work within one event`,
  }),
  BX1104: row<{ axis: number; rank: number }>({
    severity: "error",
    title: "axis out of range",
    explain: "An axis counts from 0 at the batch axis, or backwards from -1 at the last.",
    message: ({ axis, rank }) => `axis ${axis} does not exist: the tensor has ${rank} axes, the batch included`,
  }),
  BX1105: row<{ attribute: string; expected: string }>({
    severity: "error",
    title: "type of an attribute",
    explain: "The operator's definition gives the attribute another type than the model does.",
    message: ({ attribute, expected }) => `attribute '${shown(attribute)}' must be ${expected}`,
  }),
  BX1106: row<{ op: string; opset: number; oldest: number }>({
    severity: "error",
    title: "operator too old",
    explain: "The operator is supported, but its definition in the model's opset differs from the ones that are read.",
    message: ({ op, opset, oldest }) =>
      `operator '${shown(op)}' as of opset ${opset} is not supported; the oldest that is read is ${oldest}`,
    hint: ({ oldest }) => `convert the model: onnx.version_converter.convert_version(model, ${Math.max(13, oldest)})`,
  }),
  BX1107: row<{ output: string; position: number; op: string }>({
    severity: "error",
    title: "output of an operator",
    explain:
      "The operator is supported, but only its first outputs are; masks and running statistics exist in training only.",
    message: ({ output, position, op }) =>
      `output ${position} of '${shown(op)}', '${shown(output)}', is used but not supported`,
  }),
  BX1108: row<{ op: string; position: number }>({
    severity: "error",
    title: "operand missing",
    explain:
      "The operator's definition needs an operand that the node leaves out. The file was damaged or made by hand.",
    message: ({ op, position }) => `operand ${position} of '${shown(op)}' is missing`,
  }),
  BX1109: row<{ op: string; count: number; most: number }>({
    severity: "error",
    title: "too many operands",
    explain: "The node has more operands than the operator's definition. The file was damaged or made by hand.",
    message: ({ op, count, most }) => `'${shown(op)}' has ${count} operands; at most ${most} are defined`,
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
    message: ({ attribute, value }) =>
      `attribute '${attribute}' is ${value === "" ? "empty" : shown(value)}, which is not supported`,
    hint: ({ supported }) => `supported: ${supported}`,
  }),
  BX1113: row<{ what: string; axis: number; length: number; expected: number }>({
    severity: "error",
    title: "length of an axis",
    explain: "Two operands of an operator disagree on the length of an axis.",
    message: ({ what, axis, length, expected }) =>
      `${what} has length ${length} along axis ${axis}; expected ${expected}`,
  }),
  BX1120: row<{ what: string }>({
    severity: "error",
    title: "parameter is not finite",
    explain: "A division by zero or the root of a negative number in the model's parameters gives no usable constant.",
    message: ({ what }) => `${what} is not a finite number`,
    hint: () => "check the parameters of this node; exports of untrained models often hold zeros",
  }),
  BX1121: row<{ shape: readonly number[]; eventRank: number }>({
    severity: "error",
    title: "constant differs between events",
    explain:
      "Firmware sees one event at a time, so a constant operand can't have different values along the batch axis.",
    message: ({ shape, eventRank }) =>
      `the constant operand of shape [${shape.join(", ")}] runs along the batch axis (an event has ${eventRank} axes)`,
    hint: () => "give the constant a leading axis of length 1, or leave the axis out",
  }),
  BX1122: row<{ shapes: readonly (readonly number[])[] }>({
    severity: "error",
    title: "shapes do not broadcast",
    explain: "ONNX aligns axes from the last one; along each, two lengths must agree unless one of them is 1.",
    message: ({ shapes }) =>
      `operands of shapes ${shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ")} do not broadcast`,
  }),
  BX1123: row<{ axes: number; most: number }>({
    severity: "error",
    title: "too many axes",
    explain: "The kernel visits a tensor with a few nested loops; this node needs more of them.",
    message: ({ axes, most }) => `the node needs ${axes} nested loops over its axes; at most ${most} are supported`,
    hint: () => "merge neighbouring axes with a Reshape before this node",
  }),
  BX1124: row<{ lo: string; hi: string }>({
    severity: "warning",
    title: "division by zero possible",
    explain:
      "The divisor's proven range contains 0. Simulation and firmware then give 0, where floating point gives infinity.",
    message: ({ lo, hi }) => `the divisor lies in [${lo}, ${hi}] and may be 0; x / 0 gives 0 here`,
    hint: () => "bound the divisor away from 0, for example with Max or Clip",
  }),
  BX1125: row<{ exponent: string }>({
    severity: "error",
    title: "power not supported",
    explain: "Pow has a fixed-point definition for the square only.",
    message: ({ exponent }) => `Pow with exponent ${exponent} is not supported`,
    hint: () => "only the constant exponent 2 is; write other powers as products",
  }),
  BX1126: row<{ attribute: string; value: readonly number[]; expected: string }>({
    severity: "error",
    title: "window attribute",
    explain: "Kernel shape, strides, dilations and pads of a convolution or pooling must fit each other and the input.",
    message: ({ attribute, value, expected }) => `${attribute} is [${value.join(", ")}]; expected ${expected}`,
  }),
  BX1127: row<{ rank: number; supported: string }>({
    severity: "error",
    title: "number of spatial axes",
    explain: "Convolution and pooling are defined here for the ranks that the message lists.",
    message: ({ rank, supported }) => `the input has ${rank} spatial axes; supported: ${supported}`,
  }),
  BX1160: row<{ operand: string; value: string; supported: string }>({
    severity: "error",
    title: "operand value not supported",
    explain: "The operator is supported, but not with this value of a constant operand.",
    message: ({ operand, value }) => `operand '${operand}' is ${value}, which is not supported`,
    hint: ({ supported }) => `supported: ${supported}`,
  }),
  BX1161: row<{ from: readonly number[]; to: readonly number[] }>({
    severity: "error",
    title: "reshape across events",
    explain:
      "Firmware handles one event at a time, so a Reshape must keep the batch axis in front and an event's elements together.",
    message: ({ from, to }) =>
      `one event of shape [${from.join(", ")}] does not fill the target shape [${to.join(", ")}], whose first axis is the batch`,
    hint: ({ from }) => `for example [-1, ${from.reduce((size, length) => size * length, 1)}]`,
  }),
  BX1162: row<Record<string, never>>({
    severity: "error",
    title: "Squeeze without axes",
    explain:
      "Without axes Squeeze removes every axis of length 1. The model's batch axis has length 1, so it would go too, and later axes would count from another place.",
    message: () => "Squeeze names no axes, so it removes the batch axis, whose length is 1",
    hint: () => "name the axes to remove, or leave the batch length open",
  }),
} as const;
