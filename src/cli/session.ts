import type { Command } from "commander";
import { printGithub } from "../diagnostics/print-github.js";
import { printTerminal, summarize } from "../diagnostics/print-terminal.js";
import { createReporter, type Reporter } from "../diagnostics/reporter.js";
import { exitCodeOf } from "./exit-codes.js";
import type { Io } from "./io.js";

/** One run of one command. */
export interface Session {
  readonly io: Io;
  readonly reporter: Reporter;
  /** Progress on stderr; silent with --json. */
  readonly say: (text: string) => void;
}

/** What a command has to give: a JSON object for --json, or text for a person. */
export interface Outcome {
  readonly data: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface CommonOptions {
  readonly json?: boolean;
  readonly reporter?: "terminal" | "github";
}

/** Makes the function that commander calls from a command's own: undefined where errors were reported. */
export type Run = <A extends unknown[], O extends CommonOptions>(
  command: (session: Session, options: O, ...args: A) => Promise<Outcome | undefined>,
) => (...all: [...A, O, Command]) => Promise<void>;

export function createSession(io: Io, options: CommonOptions): Session {
  return {
    io,
    reporter: createReporter(),
    say: (text) => {
      if (!options.json) io.stderr(`${text}\n`);
    },
  };
}

/** Prints what a run found and made; returns its exit code. */
export function finish(session: Session, options: CommonOptions, outcome: Outcome | undefined): number {
  const { io, reporter } = session;
  const { diagnostics } = reporter;
  const exitCode = exitCodeOf(diagnostics);
  if (options.json) {
    io.stdout(`${JSON.stringify({ ok: exitCode === 0, exitCode, ...outcome?.data, diagnostics }, null, 2)}\n`);
    return exitCode;
  }
  io.stderr(options.reporter === "github" ? printGithub(diagnostics) : printTerminal(diagnostics, io.color));
  const summary = summarize(diagnostics);
  if (summary !== "") io.stderr(`\nbxc: ${summary}\n`);
  if (outcome !== undefined) io.stdout(outcome.text);
  return exitCode;
}
