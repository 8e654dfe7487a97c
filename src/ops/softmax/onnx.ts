import { bindActivation } from "../../ir/elementwise.js";
import type { ImportContext, OnnxImport } from "../../ir/import.js";
import { sizeOf } from "../../ir/tensor.js";
import type { SoftmaxAttrs } from "./index.js";

export const softmaxImports: readonly OnnxImport[] = [
  { op: "Softmax", domains: [""], since: 1, read: readFlattened },
  { op: "Softmax", domains: [""], since: 13, read: readAlongAxis },
  {
    op: "LogSoftmax",
    domains: [""],
    since: 1,
    read: (cx) =>
      cx.fail("BX1101", {
        op: "LogSoftmax",
        domain: "",
        rewrite: "end the model at its input: logits order the classes as log-probabilities do; or use Softmax",
      }),
  },
];

/** Up to opset 12 the axes from `axis` on are one: the tensor is coerced to two dimensions there. */
function readFlattened(cx: ImportContext): void {
  readSoftmax(cx, cx.int("axis", 1), (shape, axis) => ({
    outer: sizeOf(shape.slice(0, axis)),
    length: sizeOf(shape.slice(axis)),
    inner: 1,
  }));
}

function readAlongAxis(cx: ImportContext): void {
  readSoftmax(cx, cx.int("axis", -1), (shape, axis) => ({
    outer: sizeOf(shape.slice(0, axis)),
    length: shape[axis] ?? 1,
    inner: sizeOf(shape.slice(axis + 1)),
  }));
}

type Layout = Omit<SoftmaxAttrs, "tables">;

const OWN_IMPLEMENTATIONS = "stable, argmax; the others are hls4ml's own: say `Numerics: hls4ml`";

function readSoftmax(
  cx: ImportContext,
  axis: number,
  layoutOf: (shape: readonly number[], axis: number) => Layout,
): void {
  const x = cx.logical(0);
  const eventAxis = cx.eventAxis(axis, x.shape.length);
  if (eventAxis === undefined) return;
  const said = cx.layer.softmaxImplementation();
  if (cx.numerics.world === "bunchcross" && (said === "latency" || said === "legacy"))
    return cx.fail("BX1112", { attribute: "Implementation", value: said, supported: OWN_IMPLEMENTATIONS });
  const layout = layoutOf(x.shape, eventAxis);
  const attrs: SoftmaxAttrs = { ...layout, tables: cx.numerics.softmax(cx.layer, x.type, layout.length) };
  bindActivation(cx, x, { kind: "softmax", fn: "softmax", attrs });
}
