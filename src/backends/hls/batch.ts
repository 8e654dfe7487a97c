import type { Graph } from "../../ir/graph.js";
import { driverMain, runnerText } from "./driver.js";
import { configText, lines, literalText, topText, typedefText } from "./firmware.js";
import { apTypes, kernelHeaders, type TemplateSource } from "./templates.js";
import { type FirmwareView, firmwareView } from "./view.js";

/**
 * Many networks as one program, each in a namespace of its own, so that tests pay for one run of the compiler: files
 * `batch.cpp`, `nnet_utils/` and `ap_types/`. The program reads and writes as `runnerText` says, network after network.
 */
export function emitBatch(graphs: readonly Graph[], templates: TemplateSource): Map<string, string> {
  const views = graphs.map((graph) => firmwareView(graph, "network"));
  const kernels = kernelHeaders(views, templates, ["nnet_trace.h"]);
  const source = lines([
    ...[...kernels.keys()].map((name) => `#include "${name}"`),
    ...views.map((view, i) => lines([`namespace g${i} {`, bodyText(view), `}  // namespace g${i}`])),
    ...views.map((view, i) => `namespace g${i} {\n${runnerText(view, "run", "network")}}  // namespace g${i}`),
    driverMain(views.map((_, i) => `g${i}::run`)),
  ]);
  const files = new Map([["batch.cpp", source]]);
  for (const [name, text] of kernels) files.set(`nnet_utils/${name}`, text);
  for (const [name, text] of apTypes(templates, kernels.values())) files.set(`ap_types/${name}`, text);
  return files;
}

function bodyText(view: FirmwareView): string {
  return lines([typedefText(view), ...view.literals.map(literalText), ...view.layers.map(configText), topText(view)]);
}
