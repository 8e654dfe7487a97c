import type { ImportContext, OnnxImport, TensorRef } from "../../ir/import.js";
import { channelsLastOrder } from "../../ir/order.js";
import { constantTensor } from "../../ir/tensor.js";
import { outputDims, type Window, windowCounts, windowSize } from "../../ir/window.js";
import { readWindow } from "../../ir/window-import.js";
import type { PoolAttrs } from "./index.js";

const CHANNELS_LAST = "qonnx.custom_op.channels_last";

type Fn = PoolAttrs["fn"];

const rows = (op: string, read: (cx: ImportContext, channelsFirst: boolean) => void): readonly OnnxImport[] => [
  { op, domains: [""], since: 1, read: (cx) => read(cx, true) },
  { op, domains: [CHANNELS_LAST], since: 1, read: (cx) => read(cx, false) },
];

export const poolImports: readonly OnnxImport[] = [
  ...rows("MaxPool", (cx, first) => readPool(cx, first, "max")),
  ...rows("AveragePool", (cx, first) => readPool(cx, first, "average")),
  ...rows("GlobalMaxPool", (cx, first) => readGlobal(cx, first, "max")),
  ...rows("GlobalAveragePool", (cx, first) => readGlobal(cx, first, "average")),
];

function readPool(cx: ImportContext, channelsFirst: boolean, fn: Fn): void {
  if (cx.outputCount > 1) return cx.fail("BX1112", { attribute: "Indices", value: "wanted", supported: "values only" });
  const spatial = spatialOf(cx, channelsFirst);
  const window = readWindow(cx, spatial, cx.ints("kernel_shape", []));
  if (window === undefined) return;
  const none = window.pads.map(() => 0);
  if (windowCounts(window, spatial, none).includes(0))
    return cx.fail("BX1126", { attribute: "pads", value: window.pads, expected: "windows that meet a real pixel" });
  const counted =
    cx.int("count_include_pad", 0) === 0 || cx.numerics.ignores("count_include_pad") ? none : countedPads(cx, window);
  bindPool(cx, channelsFirst, { ...window, fn, counted }, false);
}

/** The pads that the model wrote or that auto_pad means; those that ceil_mode adds at the end never count. */
function countedPads(cx: ImportContext, { pads }: Window): readonly number[] {
  const written =
    cx.string("auto_pad", "NOTSET") === "NOTSET"
      ? cx.ints(
          "pads",
          pads.map(() => 0),
        )
      : pads;
  return pads.map((pad, i) => Math.min(pad, written[i] ?? 0));
}

function readGlobal(cx: ImportContext, channelsFirst: boolean, fn: Fn): void {
  const spatial = spatialOf(cx, channelsFirst);
  const window = readWindow(cx, spatial, spatial);
  if (window === undefined) return;
  bindPool(cx, channelsFirst, { ...window, fn, counted: window.pads }, true);
}

function spatialOf(cx: ImportContext, channelsFirst: boolean): readonly number[] {
  const { shape } = cx.tensor(0);
  return channelsFirst ? shape.slice(1) : shape.slice(0, -1);
}

function bindPool(cx: ImportContext, channelsFirst: boolean, written: Omit<PoolAttrs, "accum">, global: boolean): void {
  const image = channelsFirst ? cx.channelsLast(0) : cx.logical(0);
  const { x, window } = withPads(cx, image, written);
  const facts = {
    kind: "pool",
    fn: written.fn,
    x: image.declared ?? x.type.elem,
    window: windowSize(written),
    global,
  } as const;
  if (!cx.affords([...outputDims(window, x.type.shape.slice(0, -1)), x.type.shape.at(-1) ?? 1])) return;
  const exact = cx.infer("pool", { ...window, accum: undefined }, [x.value]);
  const attrs: PoolAttrs = { ...window, accum: cx.numerics.accum(cx.layer, facts, exact) };
  const y = cx.emit("pool", attrs, [x.value], cx.numerics.result(cx.layer, facts, exact));
  if (!channelsFirst) return cx.bind(y);
  const shape = [y.shape.at(-1) ?? 1, ...y.shape.slice(0, -1)];
  cx.bind({ ...y, shape, order: channelsLastOrder(shape) });
}

/** Where pads take part in a maximum they become pixels of the image before the pooling, which then has none. */
function withPads(cx: ImportContext, image: TensorRef, written: Omit<PoolAttrs, "accum">) {
  const { fn, pads, kernel } = written;
  const held = cx.numerics.maxPoolPad(image.type.elem);
  if (fn !== "max" || held === undefined || pads.every((length) => length === 0)) return { x: image, window: written };
  const value = cx.addConstant("pad", constantTensor([1], image.type.elem, [held]));
  const attrs = { before: [...pads.slice(0, kernel.length), 0], after: [...pads.slice(kernel.length), 0] };
  return { x: cx.emit("pad", attrs, [image.value, value]), window: { ...written, pads: pads.map(() => 0) } };
}
