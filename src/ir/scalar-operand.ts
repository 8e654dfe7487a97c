import { fixed } from "../fixed/types.js";
import type { ImportContext, StandingContext } from "./import.js";
import { constantTensor } from "./tensor.js";

/** The one value of a constant operand; reports and returns undefined where it is computed or holds several. */
export function scalarOperand(cx: StandingContext, position: number, operand: string): number | undefined {
  const values = cx.constant(position);
  if (values === undefined) {
    cx.fail("BX1110", { operand, what: `the ${operand} of ${cx.opType}` });
    return undefined;
  }
  const [first] = values.data;
  if (first !== undefined && values.data.every((value) => value === first)) return first;
  cx.fail("BX1111", { what: operand, shape: values.shape, expected: "one value for the whole tensor" });
  return undefined;
}

/** Exponent of a constant scale that is one power of two; reports and returns undefined for any other. */
export function scaleExponent(cx: StandingContext, position: number): number | undefined {
  const scale = scalarOperand(cx, position, "scale");
  if (scale === undefined) return undefined;
  const exponent = Math.log2(scale);
  if (Number.isInteger(exponent) && 2 ** exponent === scale) return exponent;
  cx.fail("BX1160", { operand: "scale", value: String(scale), supported: "one power of two for the whole tensor" });
  return undefined;
}

/** Binds the sign of operand 0 times 2^exponent: what QONNX makes of one signed bit. */
export function bindSign(cx: ImportContext, exponent: number): void {
  const x = cx.tensor(0);
  const scale = cx.addConstant("scale", constantTensor([1], fixed(false, 1, 1 + exponent), [1n]));
  cx.bind({ ...cx.emit("sign", {}, [x.value, scale]), shape: x.shape, order: x.order });
}
