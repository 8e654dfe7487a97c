import { type ApFixed, apFixed, type Rounding } from "../../fixed/types.js";
import type { ImportContext, OnnxImport, StandingContext, TensorRef } from "../../ir/import.js";
import { assigned } from "../../ir/moves.js";
import { bindSign, scalarOperand, scaleExponent } from "../../ir/scalar-operand.js";
import { constantTensor } from "../../ir/tensor.js";

const DOMAINS = ["qonnx.custom_op.general", "finn.custom_op.general", "onnx.brevitas", ""];

/** QONNX's uniform quantizers; operator definitions of the QONNX repository, docs/qonnx-custom-ops. */
export const quantImports: readonly OnnxImport[] = ["Quant", "IntQuant"].map((op) => ({
  op,
  domains: DOMAINS,
  since: 1,
  read: readQuant,
  standing: (cx) => {
    // Operands that failed themselves are no mistake of this node.
    if ([1, 2, 3].every((index) => cx.constant(index) !== undefined)) quantizerOf(cx);
  },
}));

/** QONNX's rounding modes as assignments know them; CEIL and UP have no counterpart. */
const ROUNDING: Readonly<Record<string, Rounding>> = {
  ROUND: "RND_CONV",
  HALF_EVEN: "RND_CONV",
  FLOOR: "TRN",
  DOWN: "TRN_ZERO",
  HALF_UP: "RND_INF",
  HALF_DOWN: "RND_ZERO",
};

/** clip(round(x / scale), min, max) · scale, for a power-of-two scale and no zero point. */
function readQuant(cx: ImportContext): void {
  const quantizer = quantizerOf(cx);
  if (quantizer === undefined) return;
  if (quantizer.kind === "sign") return bindSign(cx, quantizer.exponent);
  const { type } = quantizer;
  const x = cx.tensor(0);
  cx.bind(cx.int("narrow", 0) === 0 ? assigned(cx, x, type) : narrowed(cx, x, type));
}

type Quantizer =
  | { readonly kind: "assign"; readonly type: ApFixed }
  | { readonly kind: "sign"; readonly exponent: number };

/** What the constant operands and the attributes make of the node; reports what they can't be. */
function quantizerOf(cx: StandingContext): Quantizer | undefined {
  const exponent = scaleExponent(cx, 1);
  const zero = scalarOperand(cx, 2, "zeropt");
  const bits = scalarOperand(cx, 3, "bitwidth");
  if (exponent === undefined || zero === undefined || bits === undefined) return undefined;
  if (zero !== 0) return refuse(cx, "zeropt", zero, "0");
  if (!Number.isInteger(bits) || bits < 1 || bits > 4096)
    return refuse(cx, "bitwidth", bits, "a whole number from 1 to 4096");
  const signed = cx.int("signed", 1) !== 0;
  // QONNX defines one signed bit as the two values -scale and +scale.
  if (bits === 1 && signed) return { kind: "sign", exponent };
  const mode = cx.string("rounding_mode", "ROUND");
  const rounding = ROUNDING[mode.toUpperCase()];
  if (rounding !== undefined)
    return { kind: "assign", type: apFixed({ signed, width: bits, int: bits + exponent }, rounding, "SAT") };
  cx.fail("BX1112", { attribute: "rounding_mode", value: mode, supported: Object.keys(ROUNDING).join(", ") });
  return undefined;
}

/** Without the least signed value, or without the greatest unsigned one (which no overflow mode leaves out). */
function narrowed(cx: ImportContext, x: TensorRef, type: ApFixed): TensorRef {
  if (type.signed) return assigned(cx, x, { ...type, overflow: "SAT_SYM" });
  const bounds = [0n, (1n << BigInt(type.width)) - 2n];
  const ids = bounds.map((bound, i) => cx.addConstant(i === 0 ? "min" : "max", constantTensor([1], type, [bound])));
  return { ...cx.emit("clip", {}, [x.value, ...ids], type), shape: x.shape, order: x.order };
}

function refuse(cx: StandingContext, operand: string, value: number, supported: string): undefined {
  cx.fail("BX1160", { operand, value: String(value), supported });
  return undefined;
}
