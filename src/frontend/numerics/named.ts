import type { ApFixed } from "../../fixed/types.js";
import type { ConstantRole, LayerSettings, Variable } from "../../ir/import.js";

/** Table entries that a layer gets where its TableSize is not given. */
export const DEFAULT_TABLE_SIZE = 1024;

/** The type that the settings name for a variable; `auto` and silence alike leave it to the rules. */
export function named(layer: LayerSettings, variable: Variable): ApFixed | undefined {
  const said = layer.precision(variable);
  return said === "auto" ? undefined : said;
}

/** The configuration's name of a constant's type. */
export function variableOf(role: ConstantRole): Variable {
  return role === "alpha" || role === "threshold" || role === "slope" ? "param" : role;
}
