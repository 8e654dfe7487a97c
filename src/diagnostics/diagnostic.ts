/** Where a mistake is; every part that is known is given. */
export interface Location {
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  readonly onnxNode?: string;
  readonly onnxValue?: string;
  readonly attribute?: string;
  /** The text that the column points into, for a caret under it. */
  readonly source?: string;
}

export type Severity = "error" | "warning" | "note";

export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly at: Location;
  readonly hint?: string;
}

/** One row of the table of codes: what `bxc explain CODE` prints and how a message is made from its parameters. */
export interface CodeRow<P> {
  readonly severity: Severity;
  readonly title: string;
  /** Plain words for `bxc explain`: what it means, why it is refused, what to do. */
  readonly explain: string;
  readonly message: (params: P) => string;
  readonly hint?: (params: P) => string | undefined;
}

/** Fixes the parameter type of a row, so that a missing parameter is a type error where it is reported. */
export function row<P>(definition: CodeRow<P>): CodeRow<P> {
  return definition;
}
