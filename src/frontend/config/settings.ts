import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import type { LayerSettings } from "../../ir/import.js";
import { identifier } from "../../support/names.js";
import { didYouMean, shown } from "../../support/text.js";
import { checkLayers } from "./check-layers.js";
import type { ModelNames, ModelNode } from "./layer-names.js";
import { layerSettings, originOf, sourcesOf } from "./lookup.js";
import type { Config, IoType, World } from "./parse.js";
import { checkPart, DEFAULT_PART } from "./part.js";
import { checkName } from "./project-name.js";
import { BY_DEFAULT, createLedger, type EffectiveValue, type Ledger, type Origin } from "./provenance.js";
import { IO_TYPES } from "./schema.js";
import type { Written } from "./shape.js";

/** Settings of the command line, as written there; they come before the configuration's. */
export interface Flags {
  readonly part?: string;
  /** ns */
  readonly clock?: string;
  readonly io?: string;
  readonly output?: string;
  readonly name?: string;
}

/** Everything that is settled about a run apart from the model. */
export interface Settings {
  readonly world: World;
  readonly part: string;
  /** ns */
  readonly clockPeriod: number;
  /** `27%` of the period, or a number of ns. */
  readonly clockUncertainty: string;
  readonly ioType: IoType;
  /** Where the I/O type was asked for. */
  readonly ioTypeAt: Location;
  readonly projectName: string;
  readonly outputDir: string | undefined;
  /** C++ namespace around everything that is emitted. */
  readonly namespace: string | undefined;
  /** Settings of a node, or with the type "Input" or "Constant" of an input or initializer. */
  readonly layer: (name: string, opType: string) => LayerSettings;
  /** Every value that is in force or has been looked up, with its origin. */
  readonly effective: () => EffectiveValue[];
}

/** Joins configuration, flags and defaults, and checks them against the model. Reports every mistake. */
export function resolveSettings(
  config: Config | undefined,
  flags: Flags,
  names: ModelNames,
  reporter: Reporter,
): Settings {
  const ledger = createLedger();
  const world = config?.world?.value ?? (config === undefined ? "bunchcross" : "hls4ml");
  const worldOrigin: Origin =
    config !== undefined && config.world === undefined
      ? { kind: "file", at: { file: config.file, line: 1 } }
      : originOf(config?.world);
  ledger.note("Numerics", world, worldOrigin);
  if (config !== undefined) checkLayers(config, world, names, reporter);
  return { world, ...projectSettings(config, flags, names, reporter, ledger), ...layers(config, world, names, ledger) };
}

function projectSettings(
  config: Config | undefined,
  flags: Flags,
  names: ModelNames,
  reporter: Reporter,
  ledger: Ledger,
): Omit<Settings, "world" | "layer" | "effective"> {
  /** The flag, else the configuration's value, else the default. */
  const settle = <T extends string | number>(
    key: string,
    [flag, said]: readonly [string, T | undefined],
    written: Written<T> | undefined,
    byDefault: T,
    origin: Origin = BY_DEFAULT,
  ): T => {
    const value = said ?? written?.value ?? byDefault;
    ledger.note(key, String(value), said !== undefined ? { kind: "flag", flag } : written ? originOf(written) : origin);
    return value;
  };
  const stem = names.model === undefined ? "" : identifier(names.model);
  const none = ["", undefined] as const;
  const fromModel: Origin = stem === "" ? BY_DEFAULT : { kind: "model" };
  const part = settle("Part", ["--part", flags.part], config?.part, DEFAULT_PART);
  checkPart(
    part,
    flags.part === undefined ? "Part" : "--part",
    flags.part === undefined ? at(config?.part) : {},
    reporter,
  );
  const projectName = settle(
    "ProjectName",
    ["--name", flags.name],
    config?.projectName,
    stem || "myproject",
    fromModel,
  );
  const given = flags.name === undefined ? config?.projectName : { value: flags.name, at: {} };
  if (given) checkName(projectName, flags.name === undefined ? "ProjectName" : "--name", given.at, reporter);
  if (config?.namespace) checkName(config.namespace.value, "Namespace", config.namespace.at, reporter);
  return {
    part,
    projectName,
    clockPeriod: settle("ClockPeriod", ["--clock", clockOf(flags.clock, reporter)], config?.clockPeriod, 5),
    clockUncertainty: settle("ClockUncertainty", none, config?.clockUncertainty, "27%"),
    ioType: settle("IOType", ["--io", ioOf(flags.io, reporter)], config?.ioType, "io_parallel"),
    ioTypeAt: flags.io === undefined ? at(config?.ioType) : {},
    outputDir: settle("OutputDir", ["-o", flags.output], config?.outputDir, "") || undefined,
    namespace: settle("Namespace", none, config?.namespace, "") || undefined,
  };
}

function at(written: Written<unknown> | undefined): Location {
  return written?.at ?? {};
}

function clockOf(flag: string | undefined, reporter: Reporter): number | undefined {
  if (flag === undefined) return undefined;
  const period = Number(flag);
  if (flag.trim() !== "" && Number.isFinite(period) && period > 0) return period;
  const expected = "a number of nanoseconds above 0";
  reporter.report("BX2011", { key: "--clock", written: `'${shown(flag)}'`, expected });
  return undefined;
}

function ioOf(flag: string | undefined, reporter: Reporter): IoType | undefined {
  const found = IO_TYPES.find((type) => type === flag);
  if (flag === undefined || found !== undefined) return found;
  const near = didYouMean(flag, IO_TYPES);
  const hint = near === undefined ? undefined : `did you mean ${near}?`;
  reporter.report("BX2012", { key: "--io", written: shown(flag), valid: IO_TYPES, hint });
  return undefined;
}

function layers(
  config: Config | undefined,
  world: World,
  names: ModelNames,
  ledger: Ledger,
): Pick<Settings, "layer" | "effective"> {
  const sources = sourcesOf(config, world);
  const nodes = new Map(names.nodes.map((node) => [node.name, node]));
  return {
    layer: (name, opType) => {
      const known = nodes.get(name);
      const node: ModelNode = known?.opType === opType ? known : { name, opType, constantOperand: false };
      return layerSettings(node, sources, ledger);
    },
    effective: ledger.all,
  };
}

/** For commands that emit a project: reports BX2045 where the interface is one that no project can be emitted for yet. */
export function refuseStream({ ioType, ioTypeAt }: Pick<Settings, "ioType" | "ioTypeAt">, reporter: Reporter): void {
  if (ioType === "io_stream") reporter.report("BX2045", {}, ioTypeAt);
}
