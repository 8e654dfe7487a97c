import type { ImportContext, OnnxImport, StandingContext } from "../../ir/import.js";
import { relabel, settled } from "../../ir/moves.js";
import { transposedOrder } from "../../ir/order.js";
import { selectImports } from "./select.js";

export const permuteImports: readonly OnnxImport[] = [
  { op: "Transpose", domains: [""], since: 1, read: readTranspose, standing: refuseMovedBatch },
  ...selectImports,
];

/** Without `perm` the axes are reversed, so that the batch axis always moves. */
function refuseMovedBatch(cx: StandingContext): void {
  const perm = cx.ints("perm", []);
  if (perm[0] === 0) return;
  const value = perm.length === 0 ? "absent, so all axes are reversed" : `[${perm.join(", ")}]`;
  cx.fail("BX1112", { attribute: "perm", value, supported: "a permutation that leaves the batch axis, 0, in front" });
}

/** No element moves: the operand is read under another shape and order, and later layers take it as it lies. */
function readTranspose(cx: ImportContext): void {
  const rank = cx.tensor(0).shape.length + 1;
  const perm = cx.ints(
    "perm",
    Array.from({ length: rank }, (_, axis) => rank - 1 - axis),
  );
  if (perm[0] !== 0 || new Set(perm).size !== rank || perm.length !== rank)
    return cx.fail("BX1112", {
      attribute: "perm",
      value: `[${perm.join(", ")}]`,
      supported: `a permutation of 0..${rank - 1} that leaves the batch axis, 0, in front`,
    });
  const x = settled(cx, cx.tensor(0));
  const axes = perm.slice(1).map((axis) => axis - 1);
  const shape = axes.map((axis) => x.shape[axis] ?? 1);
  cx.bind(relabel(cx, x, shape, transposedOrder(x.order, x.shape, axes)));
}
