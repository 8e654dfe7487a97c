import type { ImportContext, OnnxImport, TensorRef } from "../../ir/import.js";
import { isChannelsLast } from "../../ir/moves.js";
import { allOperands } from "../../ir/operands.js";
import { channelsLastOrder } from "../../ir/order.js";

export const concatImports: readonly OnnxImport[] = [{ op: "Concat", domains: [""], since: 4, read: readConcat }];

function readConcat(cx: ImportContext): void {
  const positions = allOperands(cx, 1);
  if (positions === undefined) return;
  const seen = positions.map((i) => cx.tensor(i));
  const rank = seen[0]?.shape.length ?? 0;
  const axis = cx.eventAxis(cx.int("axis", 1), rank);
  if (axis === undefined) return;
  const misfit = seen.find(({ shape }) => !fits(shape, seen[0]?.shape ?? [], axis));
  if (misfit !== undefined)
    return cx.fail("BX1111", {
      what: "an operand of Concat",
      shape: misfit.shape,
      expected: `the shape of the first, [${seen[0]?.shape.join(", ")}], but for axis ${axis + 1}`,
    });
  const shape = (seen[0]?.shape ?? []).map((length, i) =>
    i === axis ? seen.reduce((sum, x) => sum + (x.shape[i] ?? 0), 0) : length,
  );
  if (!cx.affords(shape)) return;
  // What convolutions made stays channels-last; everything else is joined in ONNX order.
  const last = seen.some(isChannelsLast);
  const operands = positions.map((i) => (last ? cx.channelsLast(i) : cx.logical(i)));
  const joined = join(cx, operands, last ? (axis + rank - 1) % rank : axis);
  cx.bind({ ...joined, shape, order: last ? channelsLastOrder(shape) : undefined });
}

function fits(shape: readonly number[], like: readonly number[], axis: number): boolean {
  return shape.length === like.length && shape.every((length, i) => i === axis || length === like[i]);
}

/** Two at a time from the left; only the last is assigned to the layer's type. */
function join(cx: ImportContext, operands: readonly TensorRef[], axis: number): TensorRef {
  const ins = operands.map(({ type }) => type.elem);
  return operands.reduce((joined, next, i) => {
    const inputs = [joined.value, next.value];
    const final = i === operands.length - 1;
    const exact = cx.infer("concat", { axis }, inputs);
    return cx.emit(
      "concat",
      { axis },
      inputs,
      final ? cx.numerics.result(cx.layer, { kind: "concat", ins }, exact) : undefined,
    );
  });
}
