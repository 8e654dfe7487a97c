import type { ApFixed } from "../../fixed/types.js";
import type { LayerSettings, Variable } from "../../ir/import.js";

/** Table entries that a layer gets where its TableSize is not given. */
export const DEFAULT_TABLE_SIZE = 1024;

/** The type that the settings name for a variable; `auto` and silence alike leave it to the rules. */
export function named(layer: LayerSettings, variable: Variable): ApFixed | undefined {
  const said = layer.precision(variable);
  return said === "auto" ? undefined : said;
}
