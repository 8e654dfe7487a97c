import type { InputPort } from "../data/to-tensor.js";
import type { Reporter } from "../diagnostics/reporter.js";
import { modelNames } from "../frontend/config/model-names.js";
import { parseConfig } from "../frontend/config/parse.js";
import type { Flags } from "../frontend/config/project.js";
import { resolveSettings, type Settings } from "../frontend/config/settings.js";
import { normalForm } from "../frontend/numerics/hls4ml/normal-form.js";
import { numericsFor } from "../frontend/numerics/index.js";
import { foldConstants } from "../frontend/onnx/fold-constants.js";
import { importModel } from "../frontend/onnx/import-model.js";
import type { ExternalFiles, OnnxModel, OnnxNode } from "../frontend/onnx/model.js";
import { readModel } from "../frontend/onnx/read-model.js";
import type { Graph } from "../ir/graph.js";
import type { LayerSettings } from "../ir/import.js";
import { type PassOptions, runPasses } from "../passes/pipeline.js";

/** What to compile; the core reads no files, so their bytes come with their names (for diagnostics). */
export interface CompileRequest {
  readonly model: {
    readonly file: string;
    readonly bytes: Uint8Array;
    /** Files beside the model that hold external tensor data. */
    readonly external?: ExternalFiles;
  };
  /** A configuration, as YAML or JSON. */
  readonly config?: { readonly file: string; readonly text: string };
  /** Settings that come before the configuration's. */
  readonly flags?: Flags;
  readonly passes?: PassOptions;
}

export interface Compiled {
  readonly model: OnnxModel;
  readonly settings: Settings;
  readonly graph: Graph;
  /** The graph's inputs with the types, modes included, that values are assigned to. */
  readonly inputs: readonly InputPort[];
}

/** A model as a typed graph after all passes; undefined where errors were reported (all that were found). */
export function compile(request: CompileRequest, reporter: Reporter): Compiled | undefined {
  const { file, bytes, external = () => undefined } = request.model;
  const model = readModel(bytes, file, external, reporter);
  const config = request.config && parseConfig(request.config.text, request.config.file, reporter);
  if (model === undefined) return undefined;
  const settings = resolveSettings(config, request.flags ?? {}, modelNames(model), reporter);
  const numerics = numericsFor(settings.world);
  // hls4ml fuses layers before it quantizes, so its bits are those of the fused model.
  const layerOf = ({ name, opType }: OnnxNode): LayerSettings => settings.layer(name, opType);
  const source = settings.world === "hls4ml" ? normalForm(foldConstants(model), layerOf) : model;
  const imported = importModel(source, settings, numerics, reporter);
  if (imported === undefined || reporter.hasErrors()) return undefined;
  const graph = runPasses(imported, request.passes);
  const inputs = graph.inputs.map((port) => ({ port, type: numerics.input(settings.layer(port.name, "Input")) }));
  return { model, settings, graph, inputs };
}
