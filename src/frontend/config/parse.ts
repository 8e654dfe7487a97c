import type { Node } from "yaml";
import type { Reporter } from "../../diagnostics/reporter.js";
import { apFixed, sameApFixed } from "../../fixed/types.js";
import { shown } from "../../support/text.js";
import { type ConfigDocument, openDocument } from "./document.js";
import { EMPTY_ENTRY, type Entry } from "./layer-schema.js";
import { type IO_TYPES, PLACES, TOP, type WORLDS } from "./schema.js";
import { keyText, type Written } from "./shape.js";

export type World = (typeof WORLDS)[number];
export type IoType = (typeof IO_TYPES)[number];

/** A configuration file as written; only what it says itself. */
export interface Config {
  readonly file: string;
  readonly world: Written<World> | undefined;
  readonly outputDir: Written<string> | undefined;
  readonly projectName: Written<string> | undefined;
  readonly namespace: Written<string> | undefined;
  readonly part: Written<string> | undefined;
  readonly clockPeriod: Written<number> | undefined;
  readonly clockUncertainty: Written<string> | undefined;
  readonly ioType: Written<IoType> | undefined;
  readonly model: Entry;
  readonly layerTypes: ReadonlyMap<string, Written<Entry>>;
  readonly layerNames: ReadonlyMap<string, Written<Entry>>;
}

/**
 * Reads a configuration (YAML or JSON): hls4ml_config.yml, the dictionary {Model, LayerType, LayerName} of its Python
 * interface, or the arguments of convert_from_onnx_model. Reports every mistake; returns undefined where the text can't
 * be read as a map at all.
 */
export function parseConfig(text: string, file: string, reporter: Reporter): Config | undefined {
  const document = openDocument(text, file, reporter);
  if (document === undefined) return undefined;
  const cx = { document, reporter, places: PLACES, noted: new Set<string>(), anchored: new Map() };
  const top = TOP.read(document.root, "", cx);
  if (top === undefined) return undefined;
  const { numerics: world, hlsConfig, writerConfig } = top;
  const model = hlsConfig?.model ?? top.model ?? EMPTY_ENTRY;
  refuseMixedForms(document, reporter);
  checkBackend(top.backend, reporter);
  const layerTypes = hlsConfig?.layerType ?? top.layerType ?? new Map<string, Written<Entry>>();
  const layerNames = hlsConfig?.layerName ?? top.layerName ?? new Map<string, Written<Entry>>();
  if (world?.value !== "bunchcross") {
    checkModelPrecision(model, reporter);
    noteTableTypes([...layerTypes.values(), ...layerNames.values()], reporter);
  }
  return {
    file,
    world,
    model,
    outputDir: top.outputDir,
    projectName: top.projectName,
    namespace: writerConfig?.namespace ?? top.namespace,
    part: top.part,
    clockPeriod: top.clockPeriod,
    clockUncertainty: top.clockUncertainty,
    ioType: top.ioType,
    layerTypes,
    layerNames,
  };
}

/** `Model` and its like stand under HLSConfig or, without HLSConfig, at the top. */
function refuseMixedForms(document: ConfigDocument, reporter: Reporter): void {
  const keys = (document.root.items as { key: Node }[]).map(({ key }) => ({ key, name: keyText(key) }));
  const other = keys.find(({ name }) => TOP.fields.hlsConfig.names.includes(name));
  if (other === undefined) return;
  const { model, layerType, layerName } = TOP.fields;
  const sections = new Set([model, layerType, layerName].flatMap(({ names }) => names));
  for (const { key, name } of keys) {
    if (sections.has(name)) reporter.report("BX2013", { key: name, other: other.name }, document.at(key));
  }
}

function checkBackend(backend: Written<string> | undefined, reporter: Reporter): void {
  const name = backend?.value.toLowerCase();
  if (backend === undefined || name === "vitis") return;
  if (name === "vivado") reporter.report("BX2043", {}, backend.at);
  else reporter.report("BX2041", { backend: shown(backend.value) }, backend.at);
}

/** hls4ml takes the Model's types as explicit and asks for a default whenever nothing else names a variable. */
function checkModelPrecision({ precision }: Entry, reporter: Reporter): void {
  for (const [variable, { value, at }] of precision)
    if (value === "auto") reporter.report("BX2022", { key: `Model.Precision.${variable}` }, at);
  const [first] = precision.values();
  if (first !== undefined && !precision.has("default")) reporter.report("BX2046", {}, first.at);
}

/** hls4ml's own types of tables, and the keys beside `Precision` by which it lets them be changed. */
const TABLE_TYPES = [
  ["table", "TableT", apFixed({ signed: true, width: 18, int: 8 })],
  ["exp_table", "ExpTableT", apFixed({ signed: true, width: 18, int: 8 }, "RND", "SAT")],
  ["inv_table", "InvTableT", apFixed({ signed: true, width: 18, int: 8 }, "RND", "SAT")],
  ["inv_inp", "InvInpT", apFixed({ signed: true, width: 18, int: 8 }, "RND", "SAT")],
  ["inp_norm", "InpNormT", undefined],
] as const;

function noteTableTypes(entries: readonly Written<Entry>[], reporter: Reporter): void {
  for (const [variable, key, usual] of TABLE_TYPES) {
    const said = entries.map(({ value }) => value.precision.get(variable)).filter((written) => written !== undefined);
    const other = said.find(({ value }) => value === "auto" || usual === undefined || !sameApFixed(value, usual));
    if (other !== undefined) reporter.report("BX2047", { variable, key }, other.at);
  }
}
