/**
 * Training of networks that are to become trigger firmware (`bunchcross/train`): layers are joined as functions, run on a
 * tape that keeps gradients, quantized as the firmware assigns its variables, and exported as ONNX or QONNX. After training
 * the quantized network and the simulator of its export agree on every bit. Nothing here touches files; a wrong option
 * throws a RangeError that names the layer.
 *
 * @example
 * const bits = (width: number, int: number) =>
 *   fixedQuantizer(apFixed({ signed: true, width, int }, "RND_CONV", "SAT"));
 * const x = quantized(input("x", [16]), { name: "x_cast", type: bits(10, 4) });
 * const hidden = relu(dense(x, { name: "fc1", units: 32, weight: bits(6, 1), bias: bits(6, 1) }), {
 *   name: "relu1",
 *   type: bits(8, 3),
 * });
 * const model = createModel("tagger", {
 *   score: sigmoid(dense(hidden, { name: "fc2", units: 1, weight: bits(6, 1), bias: bits(6, 1) }), { name: "score" }),
 * });
 * const network = createNetwork(model, referenceKernels(64), { seed: 1 });
 * const { model: onnx, config } = exportModel(network, { quantized: true });
 *
 * @packageDocumentation
 */

export { createEventSource } from "../data/events/source.js";
export { createJetSource } from "../data/jets/source.js";
export type { Provenance, SamplePort, SampleRequest, SampleSource } from "../data/sample.js";
export { createVertexSource } from "../data/vertices/source.js";
export { type ApFixed, apFixed } from "../fixed/types.js";
export type { Kernels } from "./autodiff/kernels.js";
export { referenceKernels } from "./autodiff/reference-kernels.js";
export { type Tape, withTape } from "./autodiff/tape.js";
export type { Tensor } from "./autodiff/tensor.js";
export { wasmKernels } from "./autodiff/wasm-kernels.js";
export type { Batch } from "./data/batch.js";
export { type Column, type Columns, columnNamed, columnsOf, joinRows, selectRows, withColumn } from "./data/columns.js";
export { type Fold, kFold, splitColumns } from "./data/split.js";
export { compiledOps } from "./export/compiled-ops.js";
export { type ExportedModel, type ExportOptions, exportModel } from "./export/export-model.js";
export { reloadableConfig } from "./export/reloadable.js";
export { fits, type LayerBits, sumBits } from "./export/sum-bits.js";
export type { Checkpoint } from "./fit/checkpoint.js";
export { loadCheckpoint, saveCheckpoint } from "./fit/checkpoint-file.js";
export { type EbopsTarget, type EbopsTargetOptions, ebopsTarget } from "./fit/ebops-target.js";
export { type EvaluateOptions, evaluateLoss, type LossValue, predict } from "./fit/evaluate.js";
export { type FitResult, fit } from "./fit/fit.js";
export { type EpochRecord, type History, historyJson } from "./fit/history.js";
export { type HistoryPlotOptions, historyPlot } from "./fit/history-plot.js";
export type { Loss, LossStep } from "./fit/loss.js";
export {
  binaryLoss,
  bitCost,
  errorLoss,
  type Factor,
  type LabelHead,
  priorLoss,
  softmaxLoss,
  sumOfLosses,
  type TargetHead,
  weightPenalty,
} from "./fit/losses.js";
export { accuracy, areaUnderCurve, rootMeanSquare } from "./fit/metrics.js";
export { standardNormal } from "./fit/noise.js";
export type {
  Augmentation,
  ClassWeights,
  EarlyStopping,
  FitOptions,
  Hook,
  Metric,
  Moment,
  Monitor,
  Phase,
} from "./fit/options.js";
export { type PruningOptions, pruning } from "./fit/pruning.js";
export { type ActivationOptions, type LeakyReluOptions, leakyRelu, relu } from "./layers/activation.js";
export { type AggregateOptions, aggregate, globalAveragePool, globalMaxPool } from "./layers/aggregate.js";
export { type BatchNormOptions, batchNorm } from "./layers/batch-norm.js";
export { type ConvOptions, conv1d, conv2d } from "./layers/conv.js";
export { type DenseOptions, dense } from "./layers/dense.js";
export { type SoftmaxOptions, sigmoid, softmax, type TableOptions, tanh } from "./layers/head.js";
export { type HistogramOptions, histogram } from "./layers/histogram.js";
export { input } from "./layers/input.js";
export type { Layer } from "./layers/layer.js";
export type { WeightQuantizers } from "./layers/linear.js";
export { add, type ConcatOptions, concat, multiply, subtract } from "./layers/merge.js";
export { averagePool1d, averagePool2d, maxPool1d, maxPool2d, type PoolOptions } from "./layers/pool.js";
export { quantized } from "./layers/quantized.js";
export { gaussianSample, type SampleOptions } from "./layers/sample.js";
export {
  flatten,
  type PermuteOptions,
  permute,
  type ReshapeOptions,
  reshape,
  type SliceOptions,
  slice,
} from "./layers/shape.js";
export type { WindowOptions } from "./layers/window.js";
export {
  createModel,
  createNetwork,
  type ForwardOptions,
  type ForwardResult,
  forward,
  type Model,
  type Network,
  type State,
  stateOf,
} from "./network.js";
export { type AdamOptions, adam, type Optimizer, type SgdOptions, sgd } from "./optimize/optimizer.js";
export { createPruner, type PruneOptions, type Pruner, prunable } from "./optimize/prune.js";
export type { PruneStructure } from "./optimize/prune-pools.js";
export { type NonZeros, nonZerosOf } from "./optimize/prune-statistics.js";
export {
  constant,
  cosine,
  type PlateauOptions,
  type Progress,
  plateau,
  type Schedule,
  stepDecay,
  warmUp,
} from "./optimize/schedule.js";
export {
  constantSparsity,
  oneShot,
  type PolynomialSparsity,
  polynomialSparsity,
  type SparsitySchedule,
} from "./optimize/sparsity.js";
export { calibrate } from "./quantize/calibrate.js";
export { fixedQuantizer } from "./quantize/fixed-quantizer.js";
export { frozenQuantizer } from "./quantize/frozen-quantizer.js";
export type { Granularity } from "./quantize/groups.js";
export { type LearnedOptions, learnedQuantizer } from "./quantize/learned-quantizer.js";
export type { Quantizer } from "./quantize/quantizer.js";
export { type WidthOptions, widthQuantizer } from "./quantize/width-quantizer.js";
export { gradientReversal, type MixtureHead, mixtureLoss } from "./techniques/adversary.js";
export { type ContinualSummary, summariseContinual } from "./techniques/continual.js";
export { applyDdt, type DdtMap, fitDdt } from "./techniques/ddt.js";
export { type DecorrelationHead, decorrelationLoss } from "./techniques/disco.js";
export type { Nuisance } from "./techniques/nuisance.js";
export { parameterColumn } from "./techniques/parametrised.js";
export {
  emptyReservoir,
  type Memory,
  offer,
  type Reservoir,
  remember,
  rememberMore,
  replayData,
} from "./techniques/replay.js";
export { type Axis, downSample, kinematicWeights } from "./techniques/reweight.js";
export {
  type Importance,
  type SynapticIntelligence,
  type SynapticIntelligenceOptions,
  synapticIntelligence,
} from "./techniques/synaptic-intelligence.js";
