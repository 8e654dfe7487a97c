import { CODES, type Code, type Params } from "./codes.js";
import type { CodeRow, Diagnostic, Location } from "./diagnostic.js";

/** Collects the diagnostics of one run; nothing is thrown, so that all of a user's mistakes are told at once. */
export interface Reporter {
  readonly report: <C extends Code>(code: C, params: Params<C>, at?: Location) => void;
  readonly diagnostics: readonly Diagnostic[];
  readonly hasErrors: () => boolean;
}

export function createReporter(): Reporter {
  const diagnostics: Diagnostic[] = [];
  return {
    diagnostics,
    report: (code, params, at = {}) => diagnostics.push(diagnose(code, params, at)),
    hasErrors: () => diagnostics.some(({ severity }) => severity === "error"),
  };
}

function diagnose<C extends Code>(code: C, params: Params<C>, at: Location): Diagnostic {
  // The table pairs each code with its own parameters; TypeScript can't follow that pairing through a union of rows.
  const row = CODES[code] as unknown as CodeRow<Params<C>>;
  const hint = row.hint?.(params);
  return { code, severity: row.severity, message: row.message(params), at, ...(hint === undefined ? {} : { hint }) };
}
