import type { Diagnostic } from "../diagnostics/diagnostic.js";

/** What the shell is told; `bxc --help` lists them. */
export const EXIT = {
  ok: 0,
  /** The model, its configuration or its data are wrong. */
  model: 1,
  usage: 2,
  mismatch: 3,
  budget: 4,
  toolMissing: 5,
  internal: 70,
} as const;

export const EXIT_HELP = `
Exit codes: 0 ok, 1 model, configuration or data error, 2 usage, 3 verification mismatch, 4 budget exceeded,
            5 tool missing or failed, 70 internal error`;

/** Codes that begin so; everything else is a mistake of model, configuration or data. */
const BY_AREA: Readonly<Record<string, number>> = { BX400: EXIT.mismatch, BX5: EXIT.toolMissing, BX7: EXIT.usage };

/** The code of a run: that of its first error. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): number {
  const first = diagnostics.find(({ severity }) => severity === "error");
  return first === undefined ? EXIT.ok : codeOf(first);
}

function codeOf({ code, at }: Diagnostic): number {
  // A setting that stands in no file was given by a flag.
  if (code.startsWith("BX2") && at.file === undefined) return EXIT.usage;
  return Object.entries(BY_AREA).find(([area]) => code.startsWith(area))?.[1] ?? EXIT.model;
}
