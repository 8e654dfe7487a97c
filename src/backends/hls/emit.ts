import { createHash } from "node:crypto";
import type { Graph } from "../../ir/graph.js";
import { createNamer } from "../../support/names.js";
import { driverMain, runnerText } from "./driver.js";
import {
  configText,
  enclosed,
  lines,
  literalText,
  prototype,
  qualifiedTop,
  topText,
  typedefText,
  usingText,
} from "./firmware.js";
import { MOST_BITS } from "./limits.js";
import type { Literal } from "./scope.js";
import { type ScriptFacts, scriptFiles } from "./scripts.js";
import { apTypes, kernelHeaders, type TemplateSource } from "./templates.js";
import { type TestVectors, testBenchText, testData } from "./testbench.js";
import { type FirmwareView, firmwareView } from "./view.js";

/** What a project is besides its network. Names and numbers are the user's; the sanitiser is applied here. */
export interface ProjectOptions extends Omit<ScriptFacts, "name" | "layers"> {
  readonly projectName: string;
  /** C++ namespace around the network. */
  readonly namespace?: string | undefined;
  /** Passes that were left out and the one that was the last, so that the graph can be made again. */
  readonly passes?: { readonly disable: readonly string[]; readonly stopAfter?: string };
  /** Files that the project was made from, by what they are ("model", "configuration"), for the manifest. */
  readonly sources: readonly { readonly role: string; readonly file: string; readonly sha256: string }[];
  /** Events of the test bench with the simulation's outputs. */
  readonly vectors?: TestVectors;
}

/** Paths inside the project, `/` between folders, to contents. */
export type ProjectFiles = Map<string, string>;

/** A Vitis HLS project: the same graph, options and templates give the same bytes. */
export function emitProject(graph: Graph, options: ProjectOptions, templates: TemplateSource): ProjectFiles {
  const view = firmwareView(graph, topName(options.projectName), options.namespace);
  const { name } = view;
  const kernels = kernelHeaders([view], templates, ["nnet_testbench.h"]);
  const files: ProjectFiles = new Map([
    [
      `firmware/${name}.h`,
      guarded(`${name}_H_`, ['#include "defines.h"', "", ...enclosed(view, [`${prototype(view)};`])]),
    ],
    [`firmware/${name}.cpp`, topFile(view)],
    ["firmware/defines.h", definesFile(view)],
    ["firmware/parameters.h", parametersFile(view)],
    ...view.literals
      .filter(hasFile)
      .map((literal): [string, string] => [
        `firmware/weights/${literal.name}.h`,
        guarded(`${literal.name}_H_`, enclosed(view, [literalText(literal)])),
      ]),
    [`${name}_test.cpp`, testBenchText(view)],
    ...(options.vectors === undefined ? [] : testData(options.vectors)),
    ...scriptFiles({ ...options, name, layers: view.layers }, templates),
  ]);
  for (const [file, text] of kernels) files.set(`firmware/nnet_utils/${file}`, text);
  for (const [file, text] of apTypes(templates, kernels.values())) files.set(`firmware/ap_types/${file}`, text);
  return files.set("manifest.json", manifest(options, name, files));
}

/** The driver that `bxc verify` compiles beside the firmware (see `runnerText`); not part of the project. */
export function verificationFiles(
  graph: Graph,
  { projectName, namespace }: Pick<ProjectOptions, "projectName" | "namespace">,
  templates: TemplateSource,
): ProjectFiles {
  const view = firmwareView(graph, topName(projectName), namespace);
  const driver = lines([
    `#include "firmware/${view.name}.h"`,
    '#include "firmware/nnet_utils/nnet_trace.h"',
    "",
    ...usingText(view),
    runnerText(view, "run", qualifiedTop(view)),
    driverMain(["run"]),
  ]);
  const trace = kernelHeaders([], templates, ["nnet_trace.h"]).get("nnet_trace.h") ?? "";
  return new Map([
    ["verify_driver.cpp", driver],
    ["firmware/nnet_utils/nnet_trace.h", trace],
  ]);
}

/** The project's name as a file and a function; two files beside it have fixed names. */
function topName(projectName: string): string {
  return createNamer(["defines", "parameters"])(projectName);
}

function topFile(view: FirmwareView): string {
  return lines([
    `#include "${view.name}.h"`,
    '#include "parameters.h"',
    "",
    ...enclosed(view, [topText(view).trimEnd()]),
  ]);
}

function definesFile(view: FirmwareView): string {
  // AMD's headers stop at 1024 bits unless told; exact sums and products are wider than the types named here.
  const wide = view.widest > 400 ? [`#define AP_INT_MAX_W ${MOST_BITS}`] : [];
  return guarded("DEFINES_H_", [
    ...wide,
    '#include "ap_fixed.h"',
    '#include "ap_int.h"',
    "",
    ...enclosed(view, [typedefText(view)]),
  ]);
}

function parametersFile(view: FirmwareView): string {
  const headers = new Set(["nnet_common.h", ...view.layers.map(({ call }) => call.header)]);
  return guarded("PARAMETERS_H_", [
    '#include "defines.h"',
    ...[...headers].map((header) => `#include "nnet_utils/${header}"`),
    ...view.literals.filter(hasFile).map(({ name }) => `#include "weights/${name}.h"`),
    "",
    ...enclosed(view, [
      ...view.literals.filter((literal) => !hasFile(literal)).map(literalText),
      ...view.layers.map(configText),
    ]),
  ]);
}

/** Biases and scales of a few numbers stand in parameters.h; longer constants have files of their own. */
function hasFile({ size }: Literal): boolean {
  return size > MOST_INLINE;
}

const MOST_INLINE = 32;

function guarded(guard: string, body: readonly string[]): string {
  const name = guard.toUpperCase();
  return lines([`#ifndef ${name}`, `#define ${name}`, "", lines(body).trimEnd(), "", "#endif"]);
}

/** SHA-256 of all that the project was made from and of every file in it. */
function manifest(options: ProjectOptions, name: string, files: ReadonlyMap<string, string>): string {
  const digests = Array.from(files, ([path, text]): [string, string] => [path, sha256(text)]).sort();
  const facts = {
    project: name,
    tool: { name: "bunchcross", version: options.toolVersion },
    part: options.part,
    clockPeriodNs: options.clockPeriod,
    sources: options.sources,
    ...(options.passes === undefined ? {} : { passes: options.passes }),
    files: Object.fromEntries(digests),
  };
  return `${JSON.stringify(facts, undefined, 2)}\n`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
