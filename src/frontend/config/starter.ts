import { printApFixed } from "../../fixed/text.js";
import type { ApFixed } from "../../fixed/types.js";
import type { SoftmaxImplementation, Strategy, Variable } from "../../ir/import.js";

/** What a starting configuration proposes for one layer. */
export interface StarterLayer {
  /** Name of the ONNX node or of the input. */
  readonly name: string;
  /** What it is, in a few words: `Gemm, 16 x 64`. */
  readonly comment: string;
  readonly precision: Readonly<Partial<Record<Variable, ApFixed | "auto">>>;
  readonly reuseFactor?: number;
  readonly strategy?: Strategy;
  readonly tableSize?: number;
  readonly implementation?: SoftmaxImplementation;
}

export interface StarterFacts {
  /** The model's file, for the first line. */
  readonly model: string;
  readonly projectName: string;
  readonly part: string;
  /** ns */
  readonly clockPeriod: number;
  readonly clockUncertainty: string;
  readonly ioType: string;
  readonly layers: readonly StarterLayer[];
}

/** A commented configuration in Bunchcross's own numerics, ready to be edited; `parseConfig` reads it without remarks. */
export function starterConfig(facts: StarterFacts): string {
  const lines = [
    `# Configuration of ${comment(facts.model)}, a proposal of \`bxc config\` to edit.`,
    "# A key that is left out gets its default; `bxc config --explain` shows every value in force and where it comes from.",
    "",
    "# bunchcross: types from value ranges, weights rounded to nearest. hls4ml: that tool's bits.",
    "Numerics: bunchcross",
    `ProjectName: ${facts.projectName}`,
    `Part: ${facts.part}`,
    `ClockPeriod: ${facts.clockPeriod} # ns`,
    `ClockUncertainty: ${facts.clockUncertainty}`,
    `IOType: ${facts.ioType}`,
    "HLSConfig:",
    "  Model: # for every layer that says nothing else",
    "    ReuseFactor: 1 # products that one multiplier computes in turn",
    "    Strategy: Latency # or Resource, Unrolled",
    "  # Types are ap_fixed<W,I,Q,O>: W bits, I of them left of the binary point, rounding Q, overflow O;",
    "  # auto: as wide as the values need, so that nothing is rounded.",
    "  LayerName:",
    ...facts.layers.flatMap(layerLines),
  ];
  return `${lines.join("\n")}\n`;
}

function layerLines(layer: StarterLayer): string[] {
  const types = Object.entries(layer.precision).map(
    ([variable, type]) => `        ${variable}: ${type === "auto" ? "auto" : printApFixed(type)}`,
  );
  const scalars = {
    ReuseFactor: layer.reuseFactor,
    Strategy: layer.strategy,
    TableSize: layer.tableSize,
    Implementation: layer.implementation,
  };
  const given = Object.entries(scalars).filter(([, value]) => value !== undefined);
  const body = [
    ...(types.length === 0 ? [] : ["      Precision:", ...types]),
    ...given.map(([key, value]) => `      ${key}: ${value}`),
  ];
  return [`    # ${comment(layer.comment)}`, ...keyLines(layer.name, body.length === 0), ...body];
}

/** Words that some YAML reader takes for a truth value or null. */
const SPECIAL = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** A map's key; YAML allows no more than 1024 characters of it before the colon unless it stands alone after a `?`. */
function keyLines(name: string, empty: boolean): string[] {
  const key = /^[A-Za-z_/][\w./-]*$/.test(name) && !SPECIAL.test(name) ? name : JSON.stringify(name);
  const end = empty ? ": {}" : ":";
  return key.length <= 1000 ? [`    ${key}${end}`] : [`    ? ${key}`, `    ${end}`];
}

/** Text that stays inside its comment. */
function comment(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, " ").slice(0, 100);
}
