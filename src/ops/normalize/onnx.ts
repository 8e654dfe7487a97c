import type { FloatTensor, ImportContext, OnnxImport } from "../../ir/import.js";
import { bindScaled, constantAlong, mapped, rounder } from "../../ir/scale-and-offset.js";

const CHANNELS_LAST = "qonnx.custom_op.channels_last";

export const normalizeImports: readonly OnnxImport[] = [
  { op: "BatchNormalization", domains: [""], since: 7, read: (cx) => readBatchNormalization(cx, "first") },
  { op: "BatchNormalization", domains: [CHANNELS_LAST], since: 1, read: (cx) => readBatchNormalization(cx, "last") },
  { op: "ScaleBias", domains: ["bunchcross"], since: 1, read: readScaleBias },
];

/** What hls4ml's fusions leave of chains of affine layers: x · scale + bias along the channels of x, or one of each. */
function readScaleBias(cx: ImportContext): void {
  const x = cx.tensor(0);
  const [scale, bias] = [cx.constant(1), cx.constant(2)];
  if (scale === undefined || bias === undefined) return cx.fail("BX1110", { operand: "scale", what: "of ScaleBias" });
  bindScaled(cx, x, constantAlong(cx, "scale", scale, x), constantAlong(cx, "bias", bias, x));
}

const PARAMETERS = ["scale", "B", "mean", "var"];

/** Inference form: scale = gamma / sqrt(var + epsilon), bias = beta - scale · mean, in the parameters' float format. */
function readBatchNormalization(cx: ImportContext, channelAxis: "first" | "last"): void {
  if (!isInference(cx)) return;
  const x = cx.tensor(0);
  const channels = (channelAxis === "first" ? x.shape[0] : x.shape.at(-1)) ?? 1;
  const [gamma, beta, mean, variance] = PARAMETERS.map((name, i) => parameter(cx, i + 1, name, channels));
  if (gamma === undefined || beta === undefined || mean === undefined || variance === undefined) return;
  const round = rounder(gamma);
  const epsilon = round(cx.float("epsilon", 1e-5));
  const scale = mapped(gamma, (g, i) => g / round(Math.sqrt(round((variance.data[i] ?? 0) + epsilon))));
  const bias = mapped(beta, (b, i) => b - round((scale.data[i] ?? 0) * (mean.data[i] ?? 0)));
  const bad = scale.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) return cx.fail("BX1120", { what: `scale / sqrt(var + epsilon) of channel ${bad}` });
  const along = (values: FloatTensor): FloatTensor =>
    channelAxis === "last" ? values : { ...values, shape: [channels, ...x.shape.slice(1).map(() => 1)] };
  bindScaled(cx, x, constantAlong(cx, "scale", along(scale), x), constantAlong(cx, "bias", along(bias), x));
}

/** Statistics over the batch, or per element (opset 7 and 8), are another operator. */
function isInference(cx: ImportContext): boolean {
  const training = cx.int("training_mode", 0);
  const spatial = cx.int("spatial", 1);
  if (training !== 0) cx.fail("BX1112", { attribute: "training_mode", value: String(training), supported: "0" });
  else if (spatial !== 1) cx.fail("BX1112", { attribute: "spatial", value: String(spatial), supported: "1" });
  return training === 0 && spatial === 1;
}

function parameter(cx: ImportContext, index: number, name: string, channels: number): FloatTensor | undefined {
  const values = cx.constant(index);
  if (values === undefined) cx.fail("BX1110", { operand: name, what: "a parameter of BatchNormalization" });
  else if (values.data.length !== channels)
    cx.fail("BX1111", { what: name, shape: values.shape, expected: `[${channels}], one value a channel` });
  else return { ...values, shape: [channels] };
  return undefined;
}
