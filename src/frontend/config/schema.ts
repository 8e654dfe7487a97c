import { layerEntry, modelEntry, namesOf } from "./layer-schema.js";
import { argument, type Field, field, object } from "./object.js";
import { modelPrecision } from "./precision.js";
import { choice, nanoseconds, optional, text, uncertainty, withoutEffect } from "./scalars.js";
import { mapOf } from "./shape.js";

export const WORLDS = ["bunchcross", "hls4ml"] as const;
export const IO_TYPES = ["io_parallel", "io_stream"] as const;

const PASSES = "passes are chosen with --disable-pass";

const HLS_SECTIONS = {
  model: field("Model", modelEntry, "settings of every layer that nothing else names"),
  layerType: field(
    "LayerType",
    mapOf(layerEntry, "by hls4ml class name or ONNX operator type"),
    "settings by kind of layer",
  ),
  layerName: field("LayerName", mapOf(layerEntry, "by ONNX node name or input name"), "settings of single layers"),
};

const hlsConfig = object({
  ...HLS_SECTIONS,
  flows: field("Flows", withoutEffect(PASSES), "hls4ml: its optimizer flows"),
  optimizers: field("Optimizers", withoutEffect(PASSES), "hls4ml: its optimizer passes"),
  skipOptimizers: field("SkipOptimizers", withoutEffect(PASSES), "hls4ml: its optimizer passes"),
});

const WEIGHTS_ARE_CODE = "weights are C++ constants";
const WRITER = {
  namespace: argument("Namespace", optional(text), "C++ namespace around everything that is emitted"),
  writeWeightsTxt: argument(
    "WriteWeightsTxt",
    withoutEffect(WEIGHTS_ARE_CODE, "anything"),
    "hls4ml: weights as text files",
  ),
  writeTar: argument("WriteTar", withoutEffect("the project is a folder", false), "hls4ml: pack the project"),
  tbOutputStream: field(
    "TBOutputStream",
    withoutEffect("the test bench compares and reports", "anything"),
    "hls4ml: where the test bench prints",
    "tb_output_stream",
  ),
  writeEmulationConstants: argument(
    "WriteEmulationConstants",
    withoutEffect("sizes are constants of defines.h anyway", false),
    "hls4ml: constants for emulators",
  ),
};
const writerConfig = object(WRITER);

const NAMED_ON_COMMAND = "the model is named on the command line";
const modelFile = (name: string): Field<unknown> =>
  field(name, withoutEffect(NAMED_ON_COMMAND), "hls4ml: the model's file");

/** Everything that may stand at the top: hls4ml_config.yml, the arguments of convert_from_onnx_model, or HLSConfig itself. */
export const TOP = object({
  numerics: field(
    "Numerics",
    choice(WORLDS),
    "bunchcross: types from value ranges, weights rounded to nearest; hls4ml: that tool's bits",
  ),
  outputDir: argument("OutputDir", text, "folder that the project is written to"),
  projectName: argument("ProjectName", text, "top function and file names"),
  part: argument("Part", text, "device-package-speed, as AMD writes it", "XilinxPart"),
  clockPeriod: argument("ClockPeriod", nanoseconds, "ns"),
  clockUncertainty: argument("ClockUncertainty", uncertainty, "percentage of the period, or ns"),
  ioType: argument("IOType", choice(IO_TYPES), "io_parallel: all elements at once; io_stream: through FIFOs"),
  backend: argument("Backend", text, "Vitis"),
  hlsConfig: argument("HLSConfig", hlsConfig, "the settings of the layers"),
  writerConfig: field("WriterConfig", writerConfig, "form of the emitted files"),
  ...HLS_SECTIONS,
  ...WRITER,
  version: argument(
    "Version",
    withoutEffect("the manifest carries hashes instead", "anything"),
    "hls4ml: version of the project",
  ),
  projectDir: field("ProjectDir", withoutEffect("it is <ProjectName>_prj"), "hls4ml: folder of the vendor tool"),
  inputData: field(
    "InputData",
    optional(withoutEffect("name the data with --input")),
    "hls4ml: input of the test bench",
    "input_data_tb",
  ),
  outputPredictions: field(
    "OutputPredictions",
    optional(withoutEffect("`bxc verify` computes the expected outputs")),
    "hls4ml: expected outputs of the test bench",
    "output_data_tb",
  ),
  onnxModel: modelFile("OnnxModel"),
  kerasModel: modelFile("KerasModel"),
  kerasJson: modelFile("KerasJson"),
  kerasH5: modelFile("KerasH5"),
  pytorchModel: modelFile("PytorchModel"),
  inputShape: field("InputShape", withoutEffect("the model gives it", "anything"), "hls4ml: for PyTorch models only"),
  maximumSize: field("MaximumSize", withoutEffect("Vitis has no such limit"), "hls4ml: limit of a partitioned array"),
  granularity: field("granularity", withoutEffect("", "anything"), "hls4ml: how its configuration was made"),
  stamp: field("Stamp", withoutEffect("", "anything"), "hls4ml: random mark of a project"),
  trace: field(
    "TraceOutput",
    withoutEffect("`bxc verify` compares every layer", false),
    "hls4ml: record all layers' values",
  ),
});

/** Where each key is valid, for those who wrote it elsewhere. Later rows win. */
export const PLACES: ReadonlyMap<string, string> = new Map([
  ...namesOf(TOP).map((name) => [name, "the top of the file"] as const),
  ...namesOf(writerConfig).map((name) => [name, "WriterConfig"] as const),
  ...layerEntry.names.map((name) => [name, "a layer of HLSConfig.LayerName"] as const),
  ...modelEntry.names.map((name) => [name, "HLSConfig.Model"] as const),
  ...modelPrecision.names.map((name) => [name, "Precision"] as const),
  ...Object.values(HLS_SECTIONS).flatMap(({ names }) => names.map((name) => [name, "HLSConfig"] as const)),
]);
