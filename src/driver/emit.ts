import { emitProject as emitHls, type ProjectFiles, type ProjectOptions } from "../backends/hls/emit.js";
import type { TemplateSource } from "../backends/hls/templates.js";
import type { Compiled } from "./compile.js";

/** What a project holds that neither the model nor its settings say. */
export type ProjectExtras = Pick<ProjectOptions, "toolVersion" | "sources" | "vectors" | "passes">;

/** The files of a Vitis HLS project by path; the same model, settings and extras give the same bytes. */
export function emitProject(
  { graph, settings }: Pick<Compiled, "graph" | "settings">,
  extras: ProjectExtras,
  templates: TemplateSource,
): ProjectFiles {
  const { projectName, namespace, part, clockPeriod, clockUncertainty } = settings;
  return emitHls(graph, { projectName, namespace, part, clockPeriod, clockUncertainty, ...extras }, templates);
}
