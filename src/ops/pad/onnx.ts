import { constantBeside } from "../../ir/elementwise.js";
import type { ImportContext, OnnxImport } from "../../ir/import.js";
import { isChannelsLast } from "../../ir/moves.js";
import { channelsLastOrder } from "../../ir/order.js";
import type { PadAttrs } from "./index.js";

export const padImports: readonly OnnxImport[] = [
  { op: "Pad", domains: [""], since: 2, read: (cx) => readPad(cx, cx.ints("pads", []), cx.float("value", 0)) },
  { op: "Pad", domains: [""], since: 11, read: readOperands },
];

/** Opset 18 adds an operand `axes`, which earlier models can't have. */
function readOperands(cx: ImportContext): void {
  const operands = ["pads", "constant_value", "axes"] as const;
  for (const [i, operand] of operands.entries())
    if (cx.isPresent(i + 1) && !cx.isConstant(i + 1))
      return cx.fail("BX1110", { operand, what: `the ${operand} of Pad` });
  const pads = Array.from(cx.constant(1)?.data ?? []);
  const axes = cx.constant(3);
  readPad(cx, pads, cx.constant(2)?.data[0] ?? 0, axes === undefined ? undefined : Array.from(axes.data));
}

function readPad(cx: ImportContext, pads: readonly number[], value: number, named?: readonly number[]): void {
  const mode = cx.string("mode", "constant");
  if (mode !== "constant") return cx.fail("BX1112", { attribute: "mode", value: mode, supported: "constant" });
  if (!Number.isFinite(value))
    return cx.fail("BX1160", { operand: "constant_value", value: String(value), supported: "a finite number" });
  const seen = cx.tensor(0);
  const attrs = eventPads(cx, pads, named, seen.shape.length);
  if (attrs === undefined) return;
  const shape = seen.shape.map((length, axis) => (attrs.before[axis] ?? 0) + length + (attrs.after[axis] ?? 0));
  if (!cx.affords(shape)) return;
  const last = isChannelsLast(seen);
  const x = last ? cx.channelsLast(0) : cx.logical(0);
  const inputs = [x.value, cx.addConstant("value", constantBeside(cx, x, value))];
  const physical: PadAttrs = last ? { before: rotated(attrs.before), after: rotated(attrs.after) } : attrs;
  const exact = cx.infer("pad", physical, inputs);
  const padded = cx.emit(
    "pad",
    physical,
    inputs,
    cx.numerics.result(cx.layer, { kind: "move", x: x.type.elem }, exact),
  );
  cx.bind({ ...padded, shape, order: last ? channelsLastOrder(shape) : undefined });
}

/** Pads of one event's axes from [begins..., ends...] of the axes named (all, batch included, where none are). */
function eventPads(
  cx: ImportContext,
  pads: readonly number[],
  named: readonly number[] | undefined,
  eventRank: number,
): PadAttrs | undefined {
  const rank = eventRank + 1;
  const axes = named?.map((axis) => (axis < 0 ? axis + rank : axis)) ?? Array.from({ length: rank }, (_, axis) => axis);
  const fail = (supported: string): undefined =>
    void cx.fail("BX1160", { operand: "pads", value: `[${pads.join(", ")}]`, supported });
  if (pads.length !== 2 * axes.length) return fail(`two for each axis, ${2 * axes.length} in all`);
  if (axes.some((axis) => axis < 0 || axis >= rank)) return fail(`pads of axes 0 to ${rank - 1}`);
  if (pads.some((length) => length < 0)) return fail("no negative one; Slice removes elements");
  const batch = axes.indexOf(0);
  if (batch >= 0 && (pads[batch] !== 0 || pads[batch + axes.length] !== 0)) return fail("0 for the batch axis");
  const side = (start: number): number[] =>
    Array.from({ length: eventRank }, (_, axis) => {
      const position = axes.indexOf(axis + 1);
      return position < 0 ? 0 : (pads[start + position] ?? 0);
    });
  return { before: side(0), after: side(axes.length) };
}

/** [C, d1, ...] as [d1, ..., C]. */
function rotated(lengths: readonly number[]): number[] {
  return [...lengths.slice(1), ...lengths.slice(0, 1)];
}
