import { plural, shown } from "../support/text.js";
import type { Diagnostic, Location, Severity } from "./diagnostic.js";

/** Longest excerpt of a source line; the rest is cut on both sides of the column. */
const EXCERPT = 100;
const SGR: Readonly<Record<Severity | "frame", string>> = { error: "1;31", warning: "1;33", note: "1;36", frame: "34" };

/**
 * Diagnostics as text for a person: code and message, place, the source line with a caret, and what to write instead.
 * Text of the user's own files can't move the cursor: control characters are printed as escapes.
 */
export function printTerminal(diagnostics: readonly Diagnostic[], color: boolean): string {
  const paint = (style: Severity | "frame", text: string): string =>
    color ? `\u001b[${SGR[style]}m${text}\u001b[0m` : text;
  return diagnostics.map((diagnostic) => `${block(diagnostic, paint).join("\n")}\n`).join("\n");
}

/** One line for the whole run: `2 errors, 1 warning`. */
export function summarize(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity): number => diagnostics.filter((d) => d.severity === severity).length;
  const parts = (["error", "warning"] as const).map((severity) => [count(severity), severity] as const);
  return parts.flatMap(([n, severity]) => (n === 0 ? [] : [plural(n, severity)])).join(", ");
}

type Paint = (style: Severity | "frame", text: string) => string;

function block({ code, severity, message, at, hint }: Diagnostic, paint: Paint): string[] {
  const [first = "", ...rest] = message.split("\n").map(plain);
  const gutter = " ".repeat(String(at.line ?? "").length + 1);
  const place = placeOf(at);
  const excerpt = excerptOf(at);
  return [
    `${paint(severity, `${severity}[${code}]`)}: ${first}`,
    ...rest.map((line) => `  ${line}`),
    ...(place === "" ? [] : [`${gutter}${paint("frame", "-->")} ${place}`]),
    ...(excerpt === undefined
      ? []
      : [
          `${paint("frame", `${at.line ?? ""} |`)} ${excerpt.text}`,
          `${gutter}${paint("frame", "|")} ${excerpt.indent}${paint(severity, "^")}`,
        ]),
    ...(hint === undefined
      ? []
      : [`${gutter}${paint("frame", "=")} help: ${hint.split("\n").map(plain).join("\n    ")}`]),
  ];
}

/** `file:line:column, node 'fc1', attribute 'axis'`, as far as known. */
function placeOf(at: Location): string {
  const { file, line, column } = at;
  const position = [file === undefined ? undefined : plain(file), line, line === undefined ? undefined : column];
  return [position.filter((part) => part !== undefined).join(":"), ...namesAt(at)]
    .filter((part) => part !== "")
    .join(", ");
}

/** `node 'fc1'`, `value 'x'`, `attribute 'axis'`, as far as known. */
export function namesAt({ onnxNode, onnxValue, attribute }: Location): string[] {
  const names = { node: onnxNode, value: onnxValue, attribute };
  return Object.entries(names).flatMap(([what, name]) => (name === undefined ? [] : [`${what} '${shown(name)}'`]));
}

/** The source line around the column, and what indents the caret to it (tabs kept, so that it lines up). */
function excerptOf({ source, column }: Location): { text: string; indent: string } | undefined {
  if (source === undefined || column === undefined) return undefined;
  const start = Math.max(0, Math.min(column - 1 - EXCERPT / 2, source.length - EXCERPT));
  const before = source.slice(start, column - 1);
  return {
    text: source.slice(start, start + EXCERPT).replace(/[^\t]+/g, plain),
    indent: before.replace(/[^\t]+/g, (part) => " ".repeat(plain(part).length)),
  };
}

function plain(text: string): string {
  return shown(text, Number.POSITIVE_INFINITY);
}
