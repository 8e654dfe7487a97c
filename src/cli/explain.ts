import { CODES } from "../diagnostics/codes.js";
import { didYouMean } from "../support/text.js";
import type { Register } from "./program.js";
import type { Outcome, Session } from "./session.js";
import { table } from "./table.js";

export const explainCommand: Register = (program, run) =>
  program
    .command("explain")
    .description("say what a diagnostic means and what to do, or list all")
    .argument("[code]", "code of a diagnostic, such as BX1101")
    .addHelpText("after", "\nExample:\n  bxc explain BX1101")
    .action(
      run(async (session, _options, code: string | undefined) => (code === undefined ? all() : one(session, code))),
    );

function all(): Outcome {
  const rows = Object.entries(CODES).map(([code, { severity, title }]) => ({ code, severity, title }));
  return {
    data: { codes: rows },
    text: table(
      ["code", "severity", "title"],
      rows.map((row) => [row.code, row.severity, row.title]),
    ),
  };
}

function one({ reporter }: Session, written: string): Outcome | undefined {
  const code = written.toUpperCase();
  const entry = Object.entries(CODES).find(([name]) => name === code);
  if (entry === undefined) {
    reporter.report("BX7005", { code: written, near: didYouMean(code, Object.keys(CODES)) });
    return undefined;
  }
  const { severity, title, explain } = entry[1];
  return { data: { code, severity, title, explain }, text: `${severity} ${code}: ${title}\n\n${explain}\n` };
}
