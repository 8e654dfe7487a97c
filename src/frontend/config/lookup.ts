import { printApFixed } from "../../fixed/text.js";
import { apFixed } from "../../fixed/types.js";
import type { LayerSettings, Variable } from "../../ir/import.js";
import { hls4mlLayer, type ModelNode } from "./layer-names.js";
import { EMPTY_ENTRY, type Entry } from "./layer-schema.js";
import type { Config, World } from "./parse.js";
import type { Precision, PrecisionKey, PrecisionMap } from "./precision.js";
import { BY_RULE, type Ledger, originOf } from "./provenance.js";
import type { Written } from "./shape.js";

/** What hls4ml takes where its configuration gives the Model no precision. */
const HLS4ML_DEFAULT = apFixed({ signed: true, width: 16, int: 6 });

/** The default of a layer or of the Model does not reach these: they have rules of their own in both worlds. */
const WITHOUT_DEFAULT: ReadonlySet<Variable> = new Set(["table", "exp_table", "inv_table", "inv_inp", "inp_norm"]);

/** The layers' settings of a configuration, ready to be searched. */
export interface Sources {
  readonly world: World;
  readonly model: Entry;
  readonly byName: (name: string) => Entry[];
  readonly byType: (type: string) => Entry[];
}

export function sourcesOf(config: Config | undefined, world: World): Sources {
  const { model = EMPTY_ENTRY, layerNames = new Map(), layerTypes = new Map() } = config ?? {};
  return { world, model, byName: finder(layerNames), byType: finder(layerTypes) };
}

/**
 * One layer's settings, looked up in hls4ml's order: by name, by type, in the Model; in each the variable first, then
 * the default. Every lookup is entered into the ledger.
 */
export function layerSettings(node: ModelNode, sources: Sources, ledger: Ledger): LayerSettings {
  const { world, model } = sources;
  const levels = levelsOf(node, sources);
  const entries = levels.flat();

  const own = (variable: Variable): Written<Precision> | undefined => {
    const direct = first(entries, ({ types }) => types.get(variable));
    const named = first(levels, (level) => inLevel(level, variable));
    return direct ?? named;
  };
  const inModel = (variable: Variable): Written<Precision> | undefined => {
    const input = world === "bunchcross" && node.opType === "Input" && variable === "result";
    const said = (input ? model.precision.get("input") : undefined) ?? model.precision.get(variable);
    // Bunchcross's own sums are exact unless an accumulator is named as such.
    const exactSum = world === "bunchcross" && variable === "accum";
    return said ?? (WITHOUT_DEFAULT.has(variable) || exactSum ? undefined : model.precision.get("default"));
  };
  const note = (key: string, found: Written<unknown> | undefined, value: string): void =>
    ledger.note(`LayerName.${node.name}.${key}`, value, originOf(found));
  const settled = (variable: Variable, found: Written<Precision> | undefined): Precision | undefined => {
    note(`Precision.${variable}`, found, found === undefined ? BY_RULE : printPrecision(found.value));
    return found?.value;
  };
  const scalar = <T extends string | number>(
    key: string,
    pick: (entry: Entry) => Written<T> | undefined,
    explained: string | T = BY_RULE,
  ): T | undefined => {
    const found = first(entries, pick) ?? pick(model);
    note(key, found, String(found?.value ?? explained));
    return found?.value;
  };

  return {
    name: node.name,
    precision: (variable) => settled(variable, own(variable) ?? inModel(variable)),
    ownPrecision: (variable) => settled(variable, own(variable)),
    modelPrecision: (which) => {
      const said = model.precision.get(which);
      const byDefault = which === "default" && world === "hls4ml" ? HLS4ML_DEFAULT : undefined;
      const value = said === undefined || said.value === "auto" ? byDefault : said.value;
      if (value !== undefined) ledger.note(`Model.Precision.${which}`, printPrecision(value), originOf(said));
      return value;
    },
    reuseFactor: () => scalar("ReuseFactor", (entry) => entry.reuseFactor, 1) ?? 1,
    strategy: () => scalar("Strategy", (entry) => entry.strategy, "Latency") ?? "Latency",
    tableSize: (which) => {
      if (which === "exp") return scalar("ExpTableSize", (entry) => entry.expTableSize);
      if (which === "inv") return scalar("InvTableSize", (entry) => entry.invTableSize);
      return scalar("TableSize", (entry) => entry.tableSize);
    },
    softmaxImplementation: () => scalar("Implementation", (entry) => entry.implementation),
  };
}

function printPrecision(precision: Precision): string {
  return precision === "auto" ? "auto" : printApFixed(precision);
}

/** The entries that speak of a layer, strongest first; those of one level are searched for a variable before any default. */
function levelsOf(node: ModelNode, { world, byName, byType }: Sources): Entry[][] {
  const { replaces, names, classes } = hls4mlLayer(node);
  const own = byName(node.name);
  const renamed = names.flatMap(byName);
  const byOldType = replaces === undefined ? [] : byType(replaces);
  const byClass = classes.map(byType);
  if (world === "hls4ml") return [[...replaced(own, byOldType), ...renamed], ...byClass];
  const byOperator = classes.includes(node.opType) || node.opType === replaces ? [] : byType(node.opType);
  return [[...own, ...renamed], byOperator, byOldType, ...byClass];
}

/** Where hls4ml replaces a layer, settings by the old type go along, but a `Precision` by name takes the place of all of theirs. */
function replaced(byName: readonly Entry[], byOldType: readonly Entry[]): Entry[] {
  const silent = byName.some(({ precision }) => precision.size > 0);
  return [...byName, ...byOldType.map((entry) => (silent ? { ...entry, precision: NOTHING } : entry))];
}

const NOTHING: PrecisionMap = new Map();

/** Finds the entries of a name: exactly as written, else in any case. */
function finder(entries: ReadonlyMap<string, Written<Entry>>): (name: string) => Entry[] {
  const inAnyCase = new Map<string, Entry[]>();
  for (const [name, { value }] of entries)
    inAnyCase.set(name.toLowerCase(), [...(inAnyCase.get(name.toLowerCase()) ?? []), value]);
  return (name) => {
    const exact = entries.get(name);
    return exact === undefined ? (inAnyCase.get(name.toLowerCase()) ?? []) : [exact.value];
  };
}

function inLevel(level: readonly Entry[], variable: Variable): Written<Precision> | undefined {
  const keys: PrecisionKey[] = WITHOUT_DEFAULT.has(variable) ? [variable] : [variable, "default"];
  return first(keys, (key) => first(level, ({ precision }) => precision.get(key)));
}

function first<T, U>(items: readonly T[], pick: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const found = pick(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
