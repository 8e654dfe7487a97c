import Handlebars from "handlebars";
import { printApFixed } from "../../fixed/text.js";
import { bareWord, commentText, tclWord } from "../../support/names.js";
import { type TemplateSource, templateText } from "./templates.js";
import { type Layer, originText } from "./view.js";

/** What the scripts of a project say of it. */
export interface ScriptFacts {
  readonly name: string;
  readonly part: string;
  /** Nanoseconds. */
  readonly clockPeriod: number;
  /** A percentage of the period (`12.5%`) or nanoseconds. */
  readonly clockUncertainty: string;
  /** Oldest Vitis release that the Tcl accepts; 2020.1, the first of Vitis HLS, where not said. */
  readonly vitisVersion?: string;
  readonly toolVersion: string;
  readonly layers: readonly Layer[];
}

/** Skeletons of templates/vitis by the file that each becomes. */
const SKELETONS = {
  "build_prj.tcl": "build_prj.tcl.hbs",
  "project.tcl": "project.tcl.hbs",
  "hls_config.cfg": "hls_config.cfg.hbs",
  "vivado_synth.tcl": "vivado_synth.tcl.hbs",
  Makefile: "Makefile.hbs",
  "README.md": "README.md.hbs",
} as const;

export function scriptFiles(facts: ScriptFacts, templates: TemplateSource): [string, string][] {
  const view = {
    name: facts.name,
    part: bareWord(facts.part),
    partTcl: tclWord(facts.part),
    // Parts of the same family share the letters and digits before the first dash.
    familyTcl: tclWord(facts.part.replace(/-.*$/, "")),
    clockPeriod: String(facts.clockPeriod),
    clockUncertainty: bareWord(facts.clockUncertainty),
    vitisVersion: bareWord(facts.vitisVersion ?? "2020.1"),
    toolVersion: bareWord(facts.toolVersion),
    layers: facts.layers.map(layerRow),
  };
  return Object.entries(SKELETONS).map(([file, skeleton]) => {
    const source = templateText(templates, `vitis/${skeleton}`);
    return [file, Handlebars.compile<typeof view>(source, { noEscape: true, strict: true })(view)];
  });
}

function layerRow({ number, node, call, out }: Layer) {
  return {
    number,
    fn: call.fn,
    origin: commentText(originText(node.origin)).replace(/[|`<]/g, "_"),
    size: out.size,
    result: node.result === undefined ? "exact" : printApFixed(node.result),
  };
}
