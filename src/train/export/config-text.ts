import { stringify } from "yaml";
import { printApFixed } from "../../fixed/text.js";
import type { NodeSettings } from "./emitter.js";

/**
 * The configuration beside an exported model, as YAML: Bunchcross's own numerics, in which nothing is rounded but where a
 * quantizer stands, and what the model itself can't say of its nodes and inputs.
 */
export function configText(model: string, settings: ReadonlyMap<string, NodeSettings>): string {
  const layers = Array.from(settings, ([name, { precision = {}, tableSize, implementation }]) => {
    const types = Object.entries(precision).map(([variable, type]) => [variable, printApFixed(type)] as const);
    const entry = {
      ...(types.length === 0 ? {} : { Precision: Object.fromEntries(types) }),
      ...(tableSize === undefined ? {} : { TableSize: tableSize }),
      ...(implementation === undefined ? {} : { Implementation: implementation }),
    };
    return [name, entry] as const;
  });
  const named = layers.filter(([, entry]) => Object.keys(entry).length > 0);
  const config = {
    Numerics: "bunchcross",
    HLSConfig: {
      Model: { Precision: { default: "auto" } },
      ...(named.length === 0 ? {} : { LayerName: Object.fromEntries(named) }),
    },
  };
  return `# Types of ${JSON.stringify(model)} as it was trained; bxc reads them with the model.\n${stringify(config)}`;
}
