/**
 * Bunchcross as a library: an ONNX model becomes a typed fixed-point graph, which is simulated bit for bit and emitted
 * as a Vitis HLS project. Nothing here reads files, writes files or starts processes; mistakes in a model, a
 * configuration or data are collected in a reporter and never thrown.
 *
 * @example
 * const reporter = createReporter();
 * const compiled = compile({ model: { file: "jets.onnx", bytes } }, reporter);
 * const x = compiled && toTensor(array, compiled.inputs[0], false, "X.npy", reporter);
 * const scores = x && simulate(compiled.graph, [x]).outputs;
 * for (const { code, message } of reporter.diagnostics) console.error(code, message);
 *
 * @packageDocumentation
 */

export type { TemplateSource } from "./backends/hls/templates.js";
export type { TestVectors } from "./backends/hls/testbench.js";
export { toFloat32Array, toFloat64Array, toMantissaArray } from "./data/from-tensor.js";
export type { DType, NdArray, OutputArray } from "./data/nd-array.js";
export { readNpy, writeNpy } from "./data/npy.js";
export { readNpz, writeNpz } from "./data/npz.js";
export { type InputPort, toTensor } from "./data/to-tensor.js";
export type { Diagnostic, Location, Severity } from "./diagnostics/diagnostic.js";
export { createReporter, type Reporter } from "./diagnostics/reporter.js";
export { type Compiled, type CompileRequest, compile } from "./driver/compile.js";
export { emitProject, type ProjectExtras } from "./driver/emit.js";
export { type Simulation, simulate } from "./driver/simulate.js";
export type { Settings } from "./frontend/config/settings.js";
export type { Graph, Node, Port } from "./ir/graph.js";
export { printGraph } from "./ir/print.js";
export type { IntTensor, TensorType } from "./ir/tensor.js";
export type { PassOptions } from "./passes/pipeline.js";
