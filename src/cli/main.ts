import { CommanderError } from "commander";
import { InternalError } from "../support/errors.js";
import { EXIT } from "./exit-codes.js";
import { type Io, processIo } from "./io.js";
import { createProgram } from "./program.js";
import { createSession, finish } from "./session.js";

/** Runs one command line (without node and script) and returns the exit code. Never throws. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    return error instanceof CommanderError ? usage(error, argv, io) : internal(error, io);
  }
}

/** Commander's own findings in our form. It marks help and version, which it has printed, by exit code 0. */
function usage(error: CommanderError, argv: readonly string[], io: Io): number {
  if (error.exitCode === 0) return EXIT.ok;
  // Without a command it has printed the help.
  if (error.code === "commander.help") return EXIT.usage;
  const [problem = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const near = /Did you mean (?:one of )?(.*)\?/i.exec(suggestion ?? "")?.[1];
  const options = { json: argv.includes("--json") };
  const session = createSession(io, options);
  const hint =
    near === undefined ? "`bxc --help` and `bxc COMMAND --help` list what there is" : `did you mean ${near}?`;
  session.reporter.report("BX7001", { problem, hint });
  return finish(session, options, undefined);
}

function internal(error: unknown, io: Io): number {
  const { message, stack } = error instanceof Error ? error : new InternalError(String(error));
  io.stderr(
    `bxc: internal error: ${message}\n` +
      "This is a defect of Bunchcross. Please report it with the command, the model and the configuration;\n" +
      "BXC_DEBUG=1 adds where it happened.\n",
  );
  if (io.env.BXC_DEBUG) io.stderr(`${stack}\n`);
  return EXIT.internal;
}
