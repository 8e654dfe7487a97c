import type { Reporter } from "../../diagnostics/reporter.js";
import type { LayerSettings } from "../../ir/import.js";
import { checkLayers } from "./check-layers.js";
import type { ModelNames, ModelNode } from "./layer-names.js";
import { layerSettings, sourcesOf } from "./lookup.js";
import type { Config, World } from "./parse.js";
import { type Flags, type ProjectSettings, projectSettings } from "./project.js";
import { createLedger, type EffectiveValue, type Origin, originOf } from "./provenance.js";

/** Everything that is settled about a run apart from the model. */
export interface Settings extends ProjectSettings {
  readonly world: World;
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
  // A configuration that doesn't say is hls4ml's, or was written for it.
  const world = config?.world?.value ?? (config === undefined ? "bunchcross" : "hls4ml");
  const asFile: Origin = { kind: "file", at: { file: config?.file ?? "", line: 1 } };
  ledger.note("Numerics", world, config !== undefined && config.world === undefined ? asFile : originOf(config?.world));
  if (config !== undefined) checkLayers(config, world, names, reporter);
  const sources = sourcesOf(config, world);
  const nodes = new Map(names.nodes.map((node) => [node.name, node]));
  return {
    world,
    ...projectSettings(config, flags, names.model, reporter, ledger),
    layer: (name, opType) => {
      const known = nodes.get(name);
      const node: ModelNode = known?.opType === opType ? known : { name, opType, constantOperand: false };
      return layerSettings(node, sources, ledger);
    },
    effective: ledger.all,
  };
}

/** For commands that emit a project: reports BX2045 where the interface is one that no project can be emitted for yet. */
export function refuseStream({ ioType, ioTypeAt }: ProjectSettings, reporter: Reporter): void {
  if (ioType === "io_stream") reporter.report("BX2045", {}, ioTypeAt);
}
