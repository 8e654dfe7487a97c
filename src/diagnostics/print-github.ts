import type { Diagnostic, Severity } from "./diagnostic.js";
import { namesAt } from "./print-terminal.js";

const COMMANDS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

/** Diagnostics as workflow commands, which GitHub Actions shows as annotations of the file. */
export function printGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${annotation(diagnostic)}\n`).join("");
}

function annotation({ code, severity, message, at, hint }: Diagnostic): string {
  const properties = [
    ["file", at.file],
    ["line", at.line],
    ["col", at.column],
    ["title", code],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`]));
  const names = namesAt(at);
  const text = [
    message,
    ...(names.length === 0 ? [] : [`at ${names.join(", ")}`]),
    ...(hint === undefined ? [] : [`help: ${hint}`]),
  ];
  return `::${COMMANDS[severity]} ${properties.join(",")}::${escapeData(text.join("\n"))}`;
}

/** Source: GitHub, "Workflow commands", and the escapes of actions/toolkit's command format. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
