import { reasonOf } from "../files/file-system.js";
import { EXIT } from "./exit-codes.js";

/** What a command sees of the outside: tests give their own. */
export interface Io {
  /** Data. */
  readonly stdout: (text: string) => void;
  /** Talk: diagnostics, progress. */
  readonly stderr: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  /** Whether diagnostics may be coloured. */
  readonly color: boolean;
  /** Characters in a line where stderr is a terminal. */
  readonly columns?: number | undefined;
}

export function processIo(): Io {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that stops early (`bxc ops | head`) is no error.
    if (error.code === "EPIPE") return;
    process.stderr.write(`bxc: the output can't be written: ${reasonOf(error)}\n`);
    process.exit(EXIT.usage);
  });
  // Where diagnostics can't be written there is nowhere to say so; the exit code tells.
  process.stderr.on("error", () => undefined);
  const terminal = process.stderr.isTTY === true && process.env.TERM !== "dumb";
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    env: process.env,
    color: terminal && !process.env.NO_COLOR,
    columns: terminal ? process.stderr.columns : undefined,
  };
}
