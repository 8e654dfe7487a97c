import { CODES } from "../../diagnostics/codes.js";
import { generatedBy, markdownTable } from "./markdown.js";

/** docs/diagnostics.md: every code with what \`bxc explain\` says of it. */
export function diagnosticsPage(): string {
  const rows = Object.entries(CODES)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { severity, title, explain }]) => [code, severity, title, explain.replace(/\s+/g, " ")]);
  return `${generatedBy("src/tools/generate.ts")}
# Diagnostics

\`bxc explain CODE\` prints one of these. 0xxx files, 1xxx models, 2xxx configurations, 3xxx data, 4xxx verification,
5xxx tools, 7xxx use of the command line.

${markdownTable(["code", "severity", "title", "what it means"], rows)}
`;
}
