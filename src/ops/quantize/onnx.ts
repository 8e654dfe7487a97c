import type { ImportContext, OnnxImport } from "../../ir/import.js";
import { assigned } from "../../ir/moves.js";
import { quantImports } from "./quant.js";

export const quantizeImports: readonly OnnxImport[] = [
  { op: "Identity", domains: [""], since: 1, read: readIdentity },
  { op: "Dropout", domains: [""], since: 7, read: readDropout },
  { op: "Cast", domains: [""], since: 6, read: readCast },
  ...quantImports,
];

/** Nothing is emitted unless the configuration names a type for this very node. */
function readIdentity(cx: ImportContext): void {
  const own = cx.layer.ownPrecision("result");
  cx.bind(assigned(cx, cx.tensor(0), own === "auto" ? undefined : own));
}

function readDropout(cx: ImportContext): void {
  const training = cx.constant(2)?.data[0] ?? 0;
  if (cx.isPresent(2) && (!cx.isConstant(2) || training !== 0))
    return cx.fail("BX1160", {
      operand: "training_mode",
      value: cx.isConstant(2) ? "true" : "computed",
      supported: "false: export the model for inference",
    });
  readIdentity(cx);
}

/** Element types of the ONNX specification (TensorProto.DataType) by their number. */
const FLOATS: ReadonlySet<number> = new Set([1, 10, 11, 16]);
const NAMES: Readonly<Record<number, string>> = {
  2: "UINT8",
  3: "INT8",
  4: "UINT16",
  5: "INT16",
  6: "INT32",
  7: "INT64",
  8: "STRING",
  9: "BOOL",
  12: "UINT32",
  13: "UINT64",
};

/** Values here are fixed-point throughout, so a cast between float formats means nothing. */
function readCast(cx: ImportContext): void {
  const to = cx.int("to", 1);
  if (FLOATS.has(to)) return readIdentity(cx);
  cx.fail("BX1112", {
    attribute: "to",
    value: NAMES[to] ?? `element type ${to}`,
    supported: "FLOAT, FLOAT16, BFLOAT16 or DOUBLE; to round to integers, configure ap_int<W> for the node before it",
  });
}
