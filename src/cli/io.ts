/** What a command sees of the outside: tests give their own. */
export interface Io {
  /** Data. */
  readonly stdout: (text: string) => void;
  /** Talk: diagnostics, progress. */
  readonly stderr: (text: string) => void;
  readonly env: NodeJS.ProcessEnv;
  /** Whether diagnostics may be coloured. */
  readonly color: boolean;
}

export function processIo(): Io {
  // A reader that stops early (`bxc ops | head`) is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    env: process.env,
    color: process.stderr.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
  };
}
