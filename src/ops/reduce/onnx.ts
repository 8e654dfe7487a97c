import { loopNest } from "../../ir/broadcast.js";
import type { ImportContext, OnnxImport } from "../../ir/import.js";
import { keptShape, outputShape } from "./forms.js";
import { REDUCE_LOOPS } from "./hls.js";
import type { ReduceAttrs } from "./index.js";

type Fn = ReduceAttrs["fn"];

/** The axes were an attribute first and became an operand with the second version. */
const rows = (op: string, fn: Fn, operandSince: number): readonly OnnxImport[] => [
  { op, domains: [""], since: 1, read: (cx) => readReduce(cx, fn, cx.ints("axes", [])) },
  { op, domains: [""], since: operandSince, read: (cx) => readWithOperand(cx, fn) },
];

export const reduceImports: readonly OnnxImport[] = [
  ...rows("ReduceSum", "sum", 13),
  ...rows("ReduceMean", "mean", 18),
  ...rows("ReduceSumSquare", "sum_square", 18),
  ...rows("ReduceMax", "max", 18),
  ...rows("ReduceMin", "min", 18),
];

function readWithOperand(cx: ImportContext, fn: Fn): void {
  const axes = cx.constant(1);
  if (cx.isPresent(1) && axes === undefined) return cx.fail("BX1110", { operand: "axes", what: "the axes to reduce" });
  readReduce(cx, fn, axes === undefined ? [] : Array.from(axes.data));
}

/** No axes mean all, unless noop_with_empty_axes says none; all would include the batch axis, which is refused. */
function readReduce(cx: ImportContext, fn: Fn, written: readonly number[]): void {
  const x = cx.logical(0);
  const rank = x.shape.length;
  const noop = written.length === 0 && cx.int("noop_with_empty_axes", 0) !== 0;
  const named = written.length > 0 || noop ? written : Array.from({ length: rank + 1 }, (_, axis) => axis);
  const axes = named.map((axis) => cx.eventAxis(axis, rank));
  const valid = axes.filter((axis) => axis !== undefined);
  if (valid.length < axes.length) return;
  const ascending = [...new Set(valid)].sort((a, b) => a - b);
  const open: ReduceAttrs = { fn, axes: ascending, keepdims: cx.int("keepdims", 1) !== 0, accum: undefined };
  const loops = loopNest(x.type.shape, [keptShape(open, x.type.shape)]).length;
  if (loops > REDUCE_LOOPS) return cx.fail("BX1123", { axes: loops, most: REDUCE_LOOPS });
  const terms = ascending.reduce((product, axis) => product * (x.shape[axis] ?? 1), 1);
  const facts = { kind: "reduce", x: x.type.elem, terms } as const;
  const exact = cx.infer("reduce", open, [x.value]);
  const sums = fn !== "max" && fn !== "min";
  const attrs = { ...open, accum: sums ? cx.numerics.accum(cx.layer, facts, exact) : undefined };
  const y = cx.emit("reduce", attrs, [x.value], cx.numerics.result(cx.layer, facts, exact));
  cx.bind({ ...y, shape: outputShape(attrs, x.shape) });
}
