/**
 * Bunchcross as a library: an ONNX model becomes a typed fixed-point graph, which is simulated bit for bit, on arrays
 * (`simulate`) or on files of any size (`predict`), and emitted as a Vitis HLS project (`emitProject`). Only `predict`
 * touches files and starts threads. Mistakes in a model, a configuration or data are collected in a reporter and never
 * thrown.
 *
 * @example
 * const reporter = createReporter();
 * const compiled = compile({ model: { file: "jets.onnx", bytes } }, reporter);
 * const x: NdArray = { shape: [1000, 16], dtype: "float32", data: new Float32Array(16_000) };
 * const simulation = compiled && simulate(compiled, { x }, reporter, { trace: ["fc1"], stats: true });
 * const scores = simulation?.outputs.get("y")?.data;
 * for (const { code, message } of reporter.diagnostics) console.error(code, message);
 *
 * @example
 * const done = await predict(compiled, ["events.npy"], ["scores.npy"], reporter, { threads: 4 });
 * console.log(done?.events, done?.seconds.total);
 *
 * @packageDocumentation
 */

export type { TemplateSource } from "./backends/hls/templates.js";
export type { TestVectors } from "./backends/hls/testbench.js";
export type { DType, NdArray, OutputArray } from "./data/nd-array.js";
export { readNpy, writeNpy } from "./data/npy.js";
export { readNpz, writeNpz } from "./data/npz.js";
export type { InputPort } from "./data/to-tensor.js";
export type { Diagnostic, Location, Severity } from "./diagnostics/diagnostic.js";
export { createReporter, type Reporter } from "./diagnostics/reporter.js";
export { type Compiled, type CompileRequest, compile } from "./driver/compile.js";
export { emitProject, type ProjectExtras } from "./driver/emit.js";
export { ENGINES, type EngineName, FILE_ENGINES, type FileEngineName } from "./driver/engine-names.js";
export type { SimulatedModel } from "./driver/engines.js";
export { type SimulateOptions, type Simulation, simulate } from "./driver/simulate.js";
export { createNativeSimulator } from "./engine/native/simulator.js";
export { type Prediction, type PredictOptions, predict, type Written } from "./engine/predict.js";
export type { Settings } from "./frontend/config/settings.js";
export { type DaisProgram, readDais } from "./frontend/dais/read.js";
export type { Graph, Node, Port } from "./ir/graph.js";
export { printGraph } from "./ir/print.js";
export type { IntTensor, TensorType } from "./ir/tensor.js";
export { aucWithError, type Estimate } from "./metrics/auc-error.js";
export type { BinarySample } from "./metrics/binary-sample.js";
export { type RocCurve, rocCurve } from "./metrics/roc.js";
export type { PassOptions } from "./passes/pipeline.js";
export { type Chart, chart } from "./plot/chart.js";
export type { BlockReport, BlockRequest, BlockSimulator } from "./sim/block.js";
export type { NodeStats } from "./sim/node-stats.js";
export { createProgramSimulator } from "./sim/wasm/simulator.js";
