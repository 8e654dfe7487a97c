import type { ImportContext } from "./import.js";

/** Positions of the operands of a node that has at least `least` and none of them optional; reports an absent one. */
export function allOperands(cx: ImportContext, least: number): readonly number[] | undefined {
  const positions = Array.from({ length: Math.max(least, cx.operandCount) }, (_, i) => i);
  const absent = positions.find((i) => !cx.isPresent(i));
  if (absent === undefined) return positions;
  cx.fail("BX1108", { op: cx.opType, position: absent });
  return undefined;
}
