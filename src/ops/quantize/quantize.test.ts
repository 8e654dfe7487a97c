import { describe, expect, test } from "vitest";
import { expectElements, randomCases } from "../../../test/support/op-cases.js";
import { readNode } from "../../../test/support/read-node.js";
import { apFixed } from "../../fixed/types.js";
import { quantize } from "./index.js";

const x = { shape: [3] };

/** Reads Quant with these operands and prints its nodes. */
function quant(scale: number, zero: number, bits: number, attributes: Record<string, number | string> = {}) {
  const operands = [x, { data: [scale] }, { data: [zero] }, { data: [bits] }];
  return readNode("Quant", { domain: "qonnx.custom_op.general", opset: 1, operands, attributes });
}

describe("quantize", () => {
  test("keeps every value", () => {
    for (const found of randomCases(quantize)) expectElements(found, (value) => value);
  });

  test.each(["Identity", "Dropout", "Cast"])("%s binds its operand unless the node has a type of its own", (op) => {
    const bare = readNode(op, { operands: [x], attributes: { to: 1 } });
    expect([bare.ir, bare.bound?.value]).toEqual([[], "%0"]);
    const typed = readNode(op, {
      operands: [x],
      attributes: { to: 1 },
      result: apFixed({ signed: true, width: 6, int: 3 }),
    });
    expect(typed.ir).toEqual(["%1: fixed<6,3>[3] = quantize(%0) -> ap_fixed<6,3>"]);
  });

  test("Cast to integers and Dropout in training are refused", () => {
    expect(readNode("Cast", { operands: [x], attributes: { to: 7 } }).problems).toEqual([
      "BX1112 attribute 'to' is INT64, which is not supported",
    ]);
    expect(readNode("Dropout", { operands: [x, { data: [0.5] }, { data: [1] }] }).problems).toEqual([
      "BX1160 operand 'training_mode' is true, which is not supported",
    ]);
  });
});

describe("Quant", () => {
  test.each([
    ["ROUND", "AP_RND_CONV"],
    ["half_even", "AP_RND_CONV"],
    ["DOWN", "AP_TRN_ZERO"],
    ["HALF_UP", "AP_RND_INF"],
    ["HALF_DOWN", "AP_RND_ZERO"],
    ["FLOOR", "AP_TRN"],
  ])("rounding mode %s is %s", (mode, rounding) => {
    expect(quant(0.25, 0, 6, { rounding_mode: mode }).ir).toEqual([
      `%1: fixed<6,4>[3] = quantize(%0) -> ap_fixed<6,4,${rounding},AP_SAT>`,
    ]);
  });

  test("unsigned, and signed without its least value", () => {
    expect(quant(2, 0, 4, { signed: 0 }).ir).toEqual([
      "%1: ufixed<4,5>[3] = quantize(%0) -> ap_ufixed<4,5,AP_RND_CONV,AP_SAT>",
    ]);
    expect(quant(1, 0, 4, { narrow: 1 }).ir).toEqual([
      "%1: fixed<4,4>[3] = quantize(%0) -> ap_fixed<4,4,AP_RND_CONV,AP_SAT_SYM>",
    ]);
  });

  test("unsigned without its greatest value is clipped first", () => {
    expect(quant(1, 0, 2, { signed: 0, narrow: 1 }).ir).toEqual([
      "const @n.min: ufixed<2,2>[1] = 0",
      "const @n.max: ufixed<2,2>[1] = 2",
      "%1: ufixed<2,2>[3] = clip(%0, @n.min, @n.max) -> ap_ufixed<2,2,AP_RND_CONV,AP_SAT>",
    ]);
  });

  test("one signed bit is a sign", () => {
    expect(quant(0.5, 0, 1).ir).toEqual([
      "const @n.scale: ufixed<1,0>[1] = 1",
      "%1: fixed<2,1>[3] = sign(%0, @n.scale)",
    ]);
  });

  test("what has no exact form is refused by name", () => {
    expect(quant(0.3, 0, 4).problems).toEqual(["BX1160 operand 'scale' is 0.3, which is not supported"]);
    expect(quant(-1, 0, 4).problems).toEqual(["BX1160 operand 'scale' is -1, which is not supported"]);
    expect(quant(1, 3, 4).problems).toEqual(["BX1160 operand 'zeropt' is 3, which is not supported"]);
    expect(quant(1, 0, 3.5).problems).toEqual(["BX1160 operand 'bitwidth' is 3.5, which is not supported"]);
    expect(quant(1, 0, 4, { rounding_mode: "CEIL" }).problems).toEqual([
      "BX1112 attribute 'rounding_mode' is CEIL, which is not supported",
    ]);
    const perChannel = [x, { data: [1, 2, 4] }, { data: [0] }, { data: [4] }];
    expect(readNode("Quant", { domain: "onnx.brevitas", opset: 1, operands: perChannel }).problems).toEqual([
      "BX1111 scale has shape [3]; expected one value for the whole tensor",
    ]);
  });
});
