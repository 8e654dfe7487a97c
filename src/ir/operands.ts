import type { ImportContext } from "./import.js";

/** Positions of the operands of a node that has `least` to `most`, none of them optional; reports what is not so. */
export function allOperands(
  cx: ImportContext,
  least: number,
  most = Number.POSITIVE_INFINITY,
): readonly number[] | undefined {
  const positions = Array.from({ length: Math.max(least, cx.operandCount) }, (_, i) => i);
  const absent = positions.find((i) => !cx.isPresent(i));
  if (absent !== undefined) cx.fail("BX1108", { op: cx.opType, position: absent });
  else if (positions.length > most) cx.fail("BX1109", { op: cx.opType, count: positions.length, most });
  else return positions;
  return undefined;
}
