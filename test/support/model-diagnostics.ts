import { createReporter, type Reporter } from "../../src/diagnostics/reporter.js";
import { compile } from "../../src/driver/compile.js";
import { modelNames } from "../../src/frontend/config/model-names.js";
import { resolveSettings } from "../../src/frontend/config/settings.js";
import { numericsFor } from "../../src/frontend/numerics/index.js";
import { encodeModel, type ModelDescription } from "../../src/frontend/onnx/encode.js";
import { importModel } from "../../src/frontend/onnx/import-model.js";
import type { ExternalFiles, OnnxModel } from "../../src/frontend/onnx/model.js";
import { readModel } from "../../src/frontend/onnx/read-model.js";
import type { Graph } from "../../src/ir/graph.js";

export interface ReadResult {
  readonly model: OnnxModel | undefined;
  readonly graph: Graph | undefined;
  /** `severity[CODE] place: message | hint`, in the order of the reports. */
  readonly says: readonly string[];
}

/** Reads and imports a model by Bunchcross's own numerics with no configuration. */
export function readBytes(bytes: Uint8Array, external: ExternalFiles = () => undefined): ReadResult {
  const reporter = createReporter();
  const model = readModel(bytes, "m.onnx", external, reporter);
  const settings = model && resolveSettings(undefined, {}, modelNames(model), reporter);
  const graph = model && settings && importModel(model, settings, numericsFor("bunchcross"), reporter);
  return { model, graph, says: told(reporter) };
}

export function readDescription(description: ModelDescription, external?: ExternalFiles): ReadResult {
  return readBytes(encodeModel(description), external);
}

/** What is told of a model that is compiled with an hls4ml configuration. */
export function compiledByHls4ml(description: ModelDescription): readonly string[] {
  const reporter = createReporter();
  const config = { file: "c.yml", text: 'Model: {Precision: "fixed<16,6>"}' };
  compile({ model: { file: "m.onnx", bytes: encodeModel(description) }, config }, reporter);
  return told(reporter);
}

function told({ diagnostics }: Reporter): readonly string[] {
  return diagnostics.map(({ severity, code, message, hint, at }) => {
    const place = [at.onnxNode, at.onnxNode === undefined ? at.onnxValue : undefined, at.attribute].filter(
      (part) => part !== undefined,
    );
    return `${severity}[${code}] ${place.length > 0 ? `${place.join(".")}: ` : ""}${message}${hint === undefined ? "" : ` | ${hint}`}`;
  });
}
