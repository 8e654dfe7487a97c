import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { didYouMean, shown } from "../../support/text.js";
import type { Config, IoType } from "./parse.js";
import { checkPart, DEFAULT_PART } from "./part.js";
import { checkName, checkNamespace, projectNameOf } from "./project-name.js";
import { BY_DEFAULT, type Ledger, type Origin, originOf } from "./provenance.js";
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

/** Settings of the project, not of its layers. */
export interface ProjectSettings {
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
}

/** Who may give a setting, strongest first. */
interface Candidates<T> {
  readonly flag?: readonly [name: string, value: T | undefined];
  readonly written: Written<T> | undefined;
  readonly fromModel?: T | undefined;
}

interface Settled<T> {
  readonly value: T;
  readonly at: Location;
  readonly origin: Origin;
  /** The flag or key that gave it, for messages. */
  readonly what: string;
}

/** Flags, configuration, model and defaults, in this order; checks part and names. */
export function projectSettings(
  config: Config | undefined,
  flags: Flags,
  model: string | undefined,
  reporter: Reporter,
  ledger: Ledger,
): ProjectSettings {
  const settle = <T extends string | number>(key: string, from: Candidates<T>, byDefault: T): Settled<T> => {
    const settled = choose(key, from) ?? { value: byDefault, at: {}, origin: BY_DEFAULT, what: key };
    ledger.note(key, String(settled.value), settled.origin);
    return settled;
  };
  const optional = (key: string, from: Candidates<string>): Settled<string> | undefined => {
    const settled = choose(key, from);
    if (settled !== undefined) ledger.note(key, settled.value, settled.origin);
    return settled;
  };

  const part = settle("Part", { flag: ["--part", flags.part], written: config?.part }, DEFAULT_PART);
  checkPart(part.value, part.what, part.at, reporter);
  const fromModel = model === undefined ? undefined : projectNameOf(model);
  const ofName = { flag: ["--name", flags.name], written: config?.projectName, fromModel } as const;
  const name = settle("ProjectName", ofName, "myproject");
  checkName(name.value, name.what, name.at, reporter);
  const namespace = optional("Namespace", { written: config?.namespace });
  if (namespace !== undefined) checkNamespace(namespace.value, namespace.what, namespace.at, reporter);
  const clock = ["--clock", clockOf(flags.clock, reporter)] as const;
  const ioFlag = ["--io", ioOf(flags.io, reporter)] as const;
  const io = settle<IoType>("IOType", { flag: ioFlag, written: config?.ioType }, "io_parallel");
  return {
    part: part.value,
    projectName: name.value,
    clockPeriod: settle("ClockPeriod", { flag: clock, written: config?.clockPeriod }, 5).value,
    clockUncertainty: settle("ClockUncertainty", { written: config?.clockUncertainty }, "27%").value,
    ioType: io.value,
    ioTypeAt: io.at,
    outputDir: optional("OutputDir", { flag: ["-o", flags.output], written: config?.outputDir })?.value,
    namespace: namespace?.value,
  };
}

function choose<T>(key: string, { flag, written, fromModel }: Candidates<T>): Settled<T> | undefined {
  const [name = "", given] = flag ?? [];
  if (given !== undefined) return { value: given, at: {}, origin: { kind: "flag", flag: name }, what: name };
  if (written !== undefined) return { ...written, origin: originOf(written), what: key };
  return fromModel === undefined ? undefined : { value: fromModel, at: {}, origin: { kind: "model" }, what: key };
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
