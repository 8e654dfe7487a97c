import type { FloatTensor, ImportContext, OnnxImport, TensorRef } from "../../ir/import.js";
import { emitLinear } from "../../ir/linear-import.js";
import { channelsLastOrder, orderOfPerm } from "../../ir/order.js";
import { sizeOf } from "../../ir/tensor.js";
import { outputDims } from "../../ir/window.js";
import { readWindow } from "../../ir/window-import.js";
import { convShape } from "./shape.js";

/** Where the channel axis is: [C, d...] with weights [M, C / group, k...], or [d..., C] with [M, k..., C / group]. */
type Layout = "channels-first" | "channels-last";

export const convImports: readonly OnnxImport[] = [
  { op: "Conv", domains: [""], since: 1, read: (cx) => readConv(cx, "channels-first") },
  { op: "Conv", domains: ["qonnx.custom_op.channels_last"], since: 1, read: (cx) => readConv(cx, "channels-last") },
];

function readConv(cx: ImportContext, layout: Layout): void {
  const x = layout === "channels-first" ? cx.channelsLast(0) : cx.logical(0);
  const [values, bias] = [readWeight(cx, x, layout), cx.constant(2)];
  if (values === undefined) return;
  if (cx.isPresent(2) && bias === undefined) return cx.fail("BX1110", { operand: "B", what: "the bias of Conv" });
  const { groups, chan, nIn, outputs } = convShape(values.shape);
  if (bias !== undefined && bias.data.length !== outputs)
    return cx.fail("BX1111", { what: "B", shape: bias.shape, expected: `[${outputs}], one value a filter` });
  const window = readWindow(cx, x.type.shape.slice(0, -1), values.shape.slice(1, -2));
  if (window === undefined) return;
  const dims = [...outputDims(window, x.type.shape.slice(0, -1)), outputs];
  if (!cx.affords(dims, sizeOf(dims) * nIn)) return;
  const weight = cx.numerics.constant(cx.layer, "weight", values, x.type.elem);
  const b = bias === undefined ? undefined : cx.numerics.constant(cx.layer, "bias", bias, x.type.elem);
  // A depthwise sum has too few products to share multipliers: its Resource form is the Latency one.
  const schedule = cx.schedule(nIn, outputs / groups);
  const depthwise = groups > 1 && chan === 1 && schedule.strategy === "Resource";
  const attrs = { ...window, ...schedule, ...(depthwise ? { strategy: "Latency" as const } : {}) };
  const y = emitLinear(cx, "conv", x, { weight, bias: b, products: nIn }, attrs);
  if (layout === "channels-last") return cx.bind(y);
  const shape = [outputs, ...y.shape.slice(0, -1)];
  cx.bind({ ...y, shape, order: channelsLastOrder(shape) });
}

/** The weights as [group, k..., C / group, M / group]; reports what does not fit the input or the attributes. */
function readWeight(cx: ImportContext, x: TensorRef, layout: Layout): FloatTensor | undefined {
  const weight = cx.constant(1);
  const rank = x.type.shape.length + 1;
  const axes = layout === "channels-first" ? "[M, C / group, k...]" : "[M, k..., C / group]";
  if (weight === undefined) cx.fail("BX1110", { operand: "W", what: "the weights of Conv" });
  else if (weight.shape.length !== rank) cx.fail("BX1111", { what: "W", shape: weight.shape, expected: axes });
  else {
    const channelAxis = layout === "channels-first" ? 1 : rank - 1;
    const kernel = weight.shape.filter((_, axis) => axis > 0 && axis !== channelAxis);
    if (fits(cx, x, weight, channelAxis, kernel)) return grouped(cx, weight, channelAxis, kernel);
  }
  return undefined;
}

function fits(
  cx: ImportContext,
  x: TensorRef,
  weight: FloatTensor,
  channelAxis: number,
  kernel: readonly number[],
): boolean {
  const [channels, groups] = [x.type.shape.at(-1) ?? 1, cx.int("group", 1)];
  const [filters, chan] = [weight.shape[0] ?? 1, weight.shape[channelAxis] ?? 1];
  const declared = cx.ints("kernel_shape", kernel);
  if (groups < 1 || channels % groups !== 0 || filters % groups !== 0)
    cx.fail("BX1112", { attribute: "group", value: `${groups}`, supported: `divisors of ${channels} and ${filters}` });
  else if (chan * groups !== channels)
    cx.fail("BX1113", { what: "W", axis: channelAxis, length: chan, expected: channels / groups });
  else if (declared.join() !== kernel.join())
    cx.fail("BX1126", { attribute: "kernel_shape", value: declared, expected: `[${kernel.join(", ")}] as in W` });
  else return true;
  return false;
}

function grouped(cx: ImportContext, weight: FloatTensor, channelAxis: number, kernel: readonly number[]): FloatTensor {
  const groups = cx.int("group", 1);
  const [filters, ...rest] = weight.shape;
  const split = [groups, (filters ?? 1) / groups, ...rest];
  const spatial = split.map((_, axis) => axis).filter((axis) => axis > 1 && axis !== channelAxis + 1);
  const order = orderOfPerm(split, [0, ...spatial, channelAxis + 1, 1]);
  const shape = [groups, ...kernel, weight.shape[channelAxis] ?? 1, (filters ?? 1) / groups];
  return { ...weight, shape, data: Float64Array.from(order, (k) => weight.data[k] ?? 0) };
}
